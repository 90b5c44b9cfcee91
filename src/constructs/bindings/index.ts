// Generated from the provider's schema by `npm run bindings`. Do not edit.
export * from './alibaba-clickhouse-kill';
export * from './alibaba-oceanbase-kill';
export * from './data-dbkill-huawei-das-kill-history';
export * from './data-dbkill-huawei-das-kill-preview';
export * from './data-dbkill-huawei-mrs-sql';
export * from './data-dbkill-sessions';
export * from './huawei-das-kill-switch';
export * from './huawei-das-kill-task';
export * from './huawei-mrs-sql-cancel';
export * from './huawei-session-kill';
export * from './dbkill-provider';
export * from './tencent-kill-task';
export * from './tencent-session-kill';
