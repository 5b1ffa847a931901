import { useEffect, useState } from 'preact/hooks';
import type { Destination } from './destination.ts';
import type { Draft } from './draft.ts';
import { gapsIn } from './missing-answers.ts';
import type { PageData } from '../page-data.ts';
import { PrivateForm } from './PrivateForm.tsx';
import type { Heading } from '../questions/question.ts';
import { Readers } from '../questions/Readers.tsx';
import { Tell } from '../questions/Tell.tsx';
import { What } from '../questions/What.tsx';
import { When } from '../questions/When.tsx';
import { Where } from '../questions/Where.tsx';

/** What both ways through the questions are given. */
export interface FormProps {
  data: PageData;
  draft: Draft;
  to: Destination;
  /** Takes the focus when a screen comes. */
  heading: Heading;
  onTo(to: Destination): void;
  /** Something was entered into `draft`, which lives in memory only. */
  onChange(): void;
  onSend(): void;
  /** To the screen before, as the phone's own Back key does. */
  onBack(): void;
}

/** All questions on one page, for who would rather see them together. */
export function Form({ data, draft, to, heading, onTo, onChange, onSend, onBack }: FormProps) {
  const { strings: t, inboxes } = data;
  const [tried, setTried] = useState(0);
  const gaps = tried > 0 ? gapsIn(draft, to) : [];

  useEffect(() => {
    if (gaps[0]) document.getElementById(gaps[0])?.focus();
  }, [tried]);

  const submit = () => {
    if (gapsIn(draft, to).length === 0) onSend();
    else setTried(tried + 1);
  };
  const asked = { draft, t, onChange };

  return (
    <PrivateForm class="form whole" onSubmit={submit}>
      <button class="link" type="button" onClick={onBack}>
        {t.flow.oneByOne}
      </button>
      <h2 ref={heading} tabIndex={-1}>
        {t.write}
      </h2>
      <What {...asked} />
      <Where {...asked} inboxes={inboxes} to={to} missing={gaps.includes('noi-nhan')} onTo={onTo} />
      <When {...asked} />
      <Tell {...asked} missing={gaps.includes('viec')} />
      {to.inbox && <Readers inbox={to.inbox} t={t} />}
      <button class="act tip" type="submit">
        {t.send}
      </button>
    </PrivateForm>
  );
}
