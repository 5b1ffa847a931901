import type { Intake } from './intake.ts';
import { showInvisible } from '../text/visible-text.ts';
import { INTAKE_FAULT } from './words.ts';

/** Files that gave no tip, each with its reason; the same file dropped again does not repeat it. */
export function Faults({ faults }: { faults: Intake['faults'] }) {
  if (faults.length === 0) return null;
  const unique = new Map(faults.map((item) => [`${item.name} ${item.fault}`, item]));
  return (
    <section class="faults" aria-label="Cần xem lại">
      <details open>
        <summary>Cần xem lại</summary>
        <ul>
          {[...unique].map(([key, { name, fault }]) => (
            <li key={key}>
              <bdi>{showInvisible(name)}</bdi>
              <p>{INTAKE_FAULT[fault]}</p>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
