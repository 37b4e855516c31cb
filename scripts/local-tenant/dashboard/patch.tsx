const KINDS: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' };

/** A patch in the unified format, line by line in colour; its signs say the same without. */
export function Patch({ label, patch }: { label: string; patch: string }) {
  return (
    <section class="code" tabindex={0} aria-label={label}>
      <pre>
        {patch.split('\n').map((line) => (
          <span class={`line ${KINDS[line.charAt(0)] ?? ''}`}>{`${line}\n`}</span>
        ))}
      </pre>
    </section>
  );
}
