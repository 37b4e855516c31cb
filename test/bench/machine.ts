import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/**
 * What the figures were measured on, in one line: nothing that tells whose machine it is, but how busy it was with
 * other work at that moment. Call it before anything is measured.
 */
export function describeMachine(): string {
  const processors = cpus();
  const model = (processors[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const system = `${platform()} ${release().split('.').slice(0, 2).join('.')}`;
  return `${processors.length} × ${model}, ${memory}, ${system}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)} before`;
}
