import type { Intake } from './intake.ts';
import { showInvisible } from '../../envelope/visible-text.ts';
import { INTAKE_FAULT } from '../words.ts';

/** Files that gave no tip, each with its reason. */
export function Faults({ faults }: { faults: Intake['faults'] }) {
  if (faults.length === 0) return null;
  return (
    <section class="faults" aria-label="Cần xem lại">
      <details open>
        <summary>Cần xem lại</summary>
        <ul>
          {faults.map(({ name, fault }, at) => (
            <li key={at}>
              <bdi>{showInvisible(name)}</bdi>
              <p>{INTAKE_FAULT[fault]}</p>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
