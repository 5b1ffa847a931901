import { useState } from 'preact/hooks';
import {
  encodeInboxId,
  ENDPOINTS,
  INBOX_ID_SIZE,
  STATUS_BODY_SIZE,
  type StatusAnswer,
  type TipStatus,
} from '../../worker/contract.ts';
import { readReceipt } from '../envelope/receipt.ts';
import type { ListedInbox } from '../schemas/key-scripts.ts';
import { post } from './line.ts';
import { askWorker } from './own-worker.ts';
import { PRIVATE_FORM, type PageData } from './page.ts';
import { Phones } from './Phones.tsx';
import { fill } from './strings.ts';

type State =
  | { at: 'asking'; wrong?: boolean }
  | { at: 'checking'; percent: number }
  | { at: 'failed' }
  | { at: 'known'; answer: StatusAnswer };

/** Asks where a tip stands, by the receipt someone types. The receipt leaves neither this page nor its memory. */
export function Status({ data: { strings: t, inboxes, phones } }: { data: PageData }) {
  const [state, setState] = useState<State>({ at: 'asking' });
  const lower = inboxes.filter(({ upper }) => upper !== null);
  const [place, setPlace] = useState(lower.length > 1 ? '' : ((lower[0] ?? inboxes[0])?.id ?? ''));

  const check = async (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('ma') as HTMLInputElement;
    const receipt = readReceipt(field.value);
    if (!receipt || !place) return setState({ at: 'asking', wrong: true });
    setState({ at: 'checking', percent: 0 });
    try {
      const { secrets } = await askWorker('receipt', receipt, (done) =>
        setState({ at: 'checking', percent: Math.floor(done * 100) }),
      );
      setState({ at: 'known', answer: await askBoth(inboxes, place, secrets.sid) });
      field.value = '';
    } catch {
      setState({ at: 'failed' });
    }
  };

  const day = state.at === 'known' && state.answer.day ? state.answer.day.split('-').reverse().join('/') : '';
  return (
    <form class="form" {...PRIVATE_FORM} onSubmit={(event) => void check(event)}>
      {lower.length > 1 && (
        <p class="field">
          <label for="dia-ban">{t.choosePlace}</label>
          <select id="dia-ban" autocomplete="off" onChange={(event) => setPlace(event.currentTarget.value)}>
            <option value="">{t.choosePlace}</option>
            {inboxes.map((inbox) => (
              <option value={inbox.id} key={inbox.id}>
                {inbox.place}
              </option>
            ))}
          </select>
        </p>
      )}
      <p class="field">
        <label for="ma">{t.checkReceipt}</label>
        <small id="ma-goi-y">{t.checkReceiptHint}</small>
        <input
          id="ma"
          name="ma"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          maxLength={60}
          aria-describedby="ma-goi-y ma-ket-qua"
        />
      </p>
      <button class="act tip" type="submit" disabled={state.at === 'checking'}>
        {t.checkButton}
      </button>
      <p class="answer" id="ma-ket-qua" role="status">
        {state.at === 'asking' && state.wrong && t.checkWrong}
        {state.at === 'checking' && fill(t.checking, { percent: state.percent })}
        {state.at === 'failed' && t.checkFailed}
        {state.at === 'known' && fill(t.status[state.answer.status], { day })}
      </p>
      {state.at !== 'asking' && state.at !== 'checking' && <Phones phones={phones} />}
    </form>
  );
}

// Which of the two was written to is the sender's secret, so both are always asked.
async function askBoth(inboxes: ListedInbox[], place: string, sid: Uint8Array): Promise<StatusAnswer> {
  const chosen = inboxes.find(({ id }) => id === place);
  const ids = [chosen?.id, chosen?.upper].filter((id) => typeof id === 'string');
  const answers = await Promise.all(ids.map((id) => ask(id, sid)));
  return (
    answers.find(({ status }) => status !== 'unknown') ?? { status: 'unknown' satisfies TipStatus, day: null }
  );
}

async function ask(inbox: string, sid: Uint8Array): Promise<StatusAnswer> {
  const body = new Uint8Array(STATUS_BODY_SIZE);
  body.set(encodeInboxId(inbox), 0);
  body.set(sid, INBOX_ID_SIZE);
  const response = await post(ENDPOINTS.status, body);
  if (!response.ok) throw new Error('no status');
  return (await response.json()) as StatusAnswer;
}
