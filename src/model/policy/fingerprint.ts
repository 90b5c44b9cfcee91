export const fingerprint = (statement: string): string => statement.replace(/\d+/g, "?");
