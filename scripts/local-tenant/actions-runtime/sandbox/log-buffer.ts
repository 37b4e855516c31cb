/** The platform keeps 256 kB of one execution's output in memory; what exceeds it is dropped silently. */
const LOG_BUFFER_BYTES = 262_144;

/** Console output of one call, one entry per write, frozen when the handler's promise settles. */
export class LogBuffer {
  private readonly entries: string[] = [];
  private bytes = 0;
  private frozen = false;

  push(chunk: Buffer): void {
    const room = LOG_BUFFER_BYTES - this.bytes;
    if (this.frozen || room <= 0) return;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.bytes += kept.length;
    this.entries.push(kept.toString('utf8').replace(/\n$/, ''));
  }

  freeze(): string[] {
    this.frozen = true;
    return this.entries;
  }
}
