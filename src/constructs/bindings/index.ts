// Generated from the provider's schema by `npm run bindings`. Do not edit.
export * from './alibaba-clickhouse-session-kill';
export * from './alibaba-oceanbase-session-kill';
export * from './auto-kill-policy';
export * from './data-dbkill-huawei-das-kill-history';
export * from './data-dbkill-huawei-das-kill-preview';
export * from './data-dbkill-huawei-mrs-sql';
export * from './data-dbkill-sessions';
export * from './huawei-das-kill-switch';
export * from './huawei-das-kill-task';
export * from './huawei-das-session-kill';
export * from './huawei-mrs-sql-cancel';
export * from './mysql-session-kill';
export * from './dbkill-provider';
export * from './session-drain';
export * from './tencent-dbbrain-kill-task';
export * from './tencent-dbbrain-session-kill';
