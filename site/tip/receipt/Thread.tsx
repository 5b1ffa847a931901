import { useEffect, useState } from 'preact/hooks';
import { digitsOf, readReceipt, RECEIPT_LENGTH } from '../../envelope/receipt.ts';
import { ScriptGone } from '../../browser/load-script.ts';
import { Conversation } from './Conversation.tsx';
import { askReceiptStatus, type Found } from './receipt-status.ts';
import { fetchAhead } from '../send/worker-client.ts';
import { phonesFor, type PageData } from '../page-data.ts';
import { PRIVATE_FORM } from '../../browser/private-form.ts';
import { Phones } from '../form/Phones.tsx';
import { ReceiptField } from './ReceiptField.tsx';
import { fill, type Strings } from '../strings.ts';
import { forgetAddress } from '../wipe/traces.ts';

type State =
  | { at: 'asking'; wrong?: 'receipt' | 'place' }
  | { at: 'checking'; percent: number }
  | { at: 'failed'; isGone: boolean }
  | { at: 'known'; found: Found }
  | { at: 'left' };

/**
 * The way back to a tip by its receipt: where it stands, what was answered, and room for more words. The receipt
 * leaves neither this page nor its memory.
 */
export function Thread({ data }: { data: PageData }) {
  const { strings: t, inboxes } = data;
  const [state, setState] = useState<State>({ at: 'asking' });
  const [typed, setTyped] = useState('');
  const lower = inboxes.filter(({ upper }) => upper !== null);
  const asksPlace = lower.length > 1;
  const [place, setPlace] = useState(asksPlace ? '' : ((lower[0] ?? inboxes[0])?.id ?? ''));
  // A place that nobody had to choose is not known to be theirs.
  const named = asksPlace ? inboxes.find(({ id }) => id === place)?.placeId : null;

  useEffect(() => {
    const intro = document.getElementById('mo-dau');
    if (intro) intro.hidden = state.at === 'known';
  }, [state.at]);

  const check = async (event: SubmitEvent) => {
    event.preventDefault();
    const receipt = readReceipt(typed);
    const chosen = inboxes.find(({ id }) => id === place);
    if (!receipt || !chosen) return setState({ at: 'asking', wrong: receipt ? 'place' : 'receipt' });
    setState({ at: 'checking', percent: 0 });
    try {
      const found = await askReceiptStatus(receipt, chosen, inboxes, (done) =>
        // By tens: a screen reader says each.
        setState({ at: 'checking', percent: Math.floor(done * 10) * 10 }),
      );
      setTyped('');
      forgetAddress();
      setState({ at: 'known', found });
    } catch (error) {
      setState({ at: 'failed', isGone: error instanceof ScriptGone });
    }
  };
  const type = (now: string) => {
    if (!typed) fetchAhead('derive');
    setTyped(now);
    if (state.at !== 'checking') setState({ at: 'asking' });
  };
  const leave = () => {
    setState({ at: 'left' });
    location.replace('/');
  };

  // The next page may be slow to come: everything is gone before.
  if (state.at === 'left') return null;
  if (state.at === 'known') return <Conversation data={data} found={state.found} onDone={leave} />;
  return (
    <form class="form" {...PRIVATE_FORM} onSubmit={(event) => void check(event)}>
      {asksPlace && (
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
      <ReceiptField id="ma" label={t.checkReceipt} describedBy="ma-ket-qua" t={t} onType={type} />
      <button class="act tip" type="submit" disabled={state.at === 'checking'}>
        {t.checkButton}
      </button>
      <p class="answer" id="ma-ket-qua" role="status">
        {state.at === 'asking' &&
          (state.wrong === 'place' ? t.thread.placeMissing : slipIn(typed, !!state.wrong, t))}
        {state.at === 'checking' && fill(t.checking, { percent: state.percent })}
        {state.at === 'failed' && (state.isGone ? t.gone : t.checkFailed)}
      </p>
      {state.at === 'failed' && <Phones phones={phonesFor(data, named ?? null)} />}
    </form>
  );
}

/** What is wrong with the digits so far: at once where more typing will not mend it, else only once they are `asked`. */
function slipIn(typed: string, asked: boolean, t: Strings): string {
  const length = digitsOf(typed)?.length ?? 0;
  if (length > RECEIPT_LENGTH) return fill(t.thread.tooMany, { count: length - RECEIPT_LENGTH });
  if (length === RECEIPT_LENGTH && !readReceipt(typed)) return t.thread.typo;
  return asked ? t.checkWrong : '';
}
