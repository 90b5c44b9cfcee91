// Generated from the provider's schema by `npm run bindings`. Do not edit.
export * from './data-dbkill-sessions';
export * from './dbkill-provider';
export * from './tencent-kill-task';
export * from './tencent-session-kill';
