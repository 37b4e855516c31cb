/** A horizontal bar without inline style, which the content security policy forbids. Read out as `label`. */
export function Bar({ label, value, max }: { label: string; value: number; max: number }) {
  const width = max > 0 ? Math.min(100, Math.max(1, (value / max) * 100)) : 0;
  return (
    <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="bar-track" width="100" height="6" />
      {value > 0 ? <rect class="bar-value" width={width.toFixed(2)} height="6" /> : null}
    </svg>
  );
}
