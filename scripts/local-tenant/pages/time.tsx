/** A time for people, exact for machines. UTC, as all times that decisions are made by. */
export function Time({
  value,
  locale = 'en',
}: {
  value: string | number | Date | undefined;
  locale?: string;
}) {
  const date = value === undefined ? undefined : new Date(value);
  if (date === undefined || Number.isNaN(date.getTime())) return <span class="muted">–</span>;
  const iso = date.toISOString();
  return (
    <time datetime={iso} title={iso}>
      {`${timeFormat(locale).format(date)} UTC`}
    </time>
  );
}

function timeFormat(locale: string): Intl.DateTimeFormat {
  const known = TIME_FORMATS.get(locale);
  if (known !== undefined) return known;
  // The day before the month, as everywhere but in the United States.
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  TIME_FORMATS.set(locale, format);
  return format;
}
const TIME_FORMATS = new Map<string, Intl.DateTimeFormat>();
