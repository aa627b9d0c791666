const bytes = 16;

/** A new run id: 128 random bits as 32 hexadecimal digits. The one place in core that draws chance. */
export function createRunId(): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, byte => byte.toString(16).padStart(2, '0')).join('');
}
