import { useEffect, useState } from 'preact/hooks';
import type { FormProps } from './Form.tsx';
import { gapsIn, type Gap } from './missing-answers.ts';
import { PrivateForm } from './PrivateForm.tsx';
import { Danger } from '../questions/Danger.tsx';
import { Readers } from '../questions/Readers.tsx';
import { Tell } from '../questions/Tell.tsx';
import { What } from '../questions/What.tsx';
import { When } from '../questions/When.tsx';
import { Where } from '../questions/Where.tsx';
import { ReadAloud } from './ReadAloud.tsx';
import { fill } from '../strings.ts';

export const STEPS = ['danger', 'what', 'where', 'when', 'tell', 'readers'] as const;
export type Step = (typeof STEPS)[number];

const GAP_AT: Partial<Record<Step, Gap>> = { where: 'noi-nhan', tell: 'viec' };

interface Props extends FormProps {
  step: Step;
  onStep(step: Step): void;
  onWhole(): void;
}

/** One question a screen, by taps. */
export function Guided({ step, onStep, onWhole, ...form }: Props) {
  const { data, draft, to, onSend, onBack } = form;
  const t = data.strings;
  const at = STEPS.indexOf(step) + 1;
  // A new object for every try, so that each one moves the focus.
  const [stopped, setStopped] = useState<{ gap: Gap } | null>(null);
  const missing = stopped !== null && gapsIn(draft, to).includes(stopped.gap) ? stopped.gap : null;

  useEffect(() => {
    if (missing) document.getElementById(missing)?.focus();
  }, [stopped]);

  const goOn = () => {
    const gaps = gapsIn(draft, to);
    const gap = step === 'readers' ? gaps[0] : gaps.find((each) => each === GAP_AT[step]);
    if (gap) {
      const there = STEPS.find((each) => GAP_AT[each] === gap) ?? step;
      if (there !== step) onStep(there);
      setStopped({ gap });
    } else if (step === 'readers') onSend();
    else onStep(STEPS[at] ?? step);
  };

  return (
    <PrivateForm class="form guided" onSubmit={goOn}>
      <div class="way">
        {/* Stands still while the questions change, so that screen readers say it. */}
        <p role="status">{fill(t.flow.step, { at, of: STEPS.length })}</p>
        <ReadAloud key={step} t={t} />
        <progress value={at} max={STEPS.length} aria-hidden="true" />
      </div>
      <div id="cau-hoi" key={step}>
        <Question step={step} missing={missing} form={form} />
      </div>
      <div class="ways">
        {at > 1 && (
          <button class="plain" type="button" onClick={onBack}>
            {t.flow.back}
          </button>
        )}
        <button class="act tip" type="submit">
          {step === 'danger' ? t.flow.safe : step === 'readers' ? t.send : t.flow.next}
        </button>
      </div>
      <button class="link" type="button" onClick={onWhole}>
        {t.flow.onePage}
      </button>
    </PrivateForm>
  );
}

function Question({ step, missing, form }: { step: Step; missing: Gap | null; form: FormProps }) {
  const { data, draft, to, heading, onTo, onChange } = form;
  const { strings: t, inboxes } = data;
  const asked = { draft, t, heading, onChange };
  switch (step) {
    case 'danger':
      return <Danger data={data} heading={heading} />;
    case 'what':
      return <What {...asked} />;
    case 'where':
      return <Where {...asked} inboxes={inboxes} to={to} missing={missing === 'noi-nhan'} onTo={onTo} />;
    case 'when':
      return <When {...asked} />;
    case 'tell':
      return <Tell {...asked} missing={missing === 'viec'} />;
    case 'readers':
    default:
      return to.inbox && <Readers inbox={to.inbox} t={t} heading={heading} />;
  }
}
