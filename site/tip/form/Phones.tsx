import type { Phone } from '../page-data.ts';

/** The way that is always open. */
export function Phones({ phones }: { phones: readonly Phone[] }) {
  return (
    <div class="phones">
      {phones.map(({ number, href, label }) => (
        <a class="act call" href={href} key={number}>
          <small>{label}</small>
          <b>{number}</b>
        </a>
      ))}
    </div>
  );
}
