/** What Terraform prints, without the frames and line breaks that it wraps texts in. */
export const flat = (output: string): string => output.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
