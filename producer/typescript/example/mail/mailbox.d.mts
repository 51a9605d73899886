export function openMailbox(folder: string, port?: number): Promise<{ url: string; close(): Promise<void> }>;
