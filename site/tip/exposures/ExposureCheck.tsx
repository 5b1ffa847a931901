import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LIMITS } from '../../envelope/tip.ts';
import { OWN_WHEN, type Draft } from '../form/draft.ts';
import { findExposures, sentenceAround, widen, type Exposure, type Field } from './exposures.ts';
import { PRIVATE_FIELD } from '../../browser/private-form.ts';
import { PrivateForm } from '../form/PrivateForm.tsx';
import { fill, type Strings } from '../strings.ts';

export { findExposures };

type Words = Strings['exposures'];

// They come with this screen, which comes later: on the page they would be weight before its first question.
const WORDS: Record<string, Words | undefined> = import.meta.glob<Words>('../../i18n/tip.*.json', {
  eager: true,
  import: 'exposures',
});

/** In the language of the widget, which may be another than the page's. */
function wordsHere(): Words {
  const widget = document.querySelector<HTMLElement>('[data-page]');
  const lang = widget?.lang || document.documentElement.lang;
  return WORDS[`../../i18n/tip.${lang}.json`] as Words;
}

interface Props {
  /** Changed in place by what the person chooses here. */
  draft: Draft;
  t: Strings;
  /** The person has seen enough: send. */
  onDone(): void;
  /** Back to writing. */
  onEdit(): void;
  /** Takes the focus when the screen comes. */
  heading: RefObject<HTMLHeadingElement | null>;
}

/** A sentence that may tell who wrote it, and its place in its field. */
interface Sentence {
  field: Field;
  start: number;
  text: string;
  /** Their positions count from the beginning of the sentence. */
  findings: Exposure[];
}

/** The last look before sending: each sentence that may tell who wrote it, to keep or to change. It never blocks. */
export function ExposureCheck({ draft, t, onDone, onEdit, heading }: Props) {
  const words = wordsHere();
  const [kept, setKept] = useState<readonly string[]>([]);
  const [editing, setEditing] = useState<Sentence | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const came = useRef(false);
  const sentences = sentencesOf(draft).filter(({ text }) => !kept.includes(text));

  // What had the focus is gone with its sentence: on to the next, or back to the top.
  useEffect(() => {
    if (came.current)
      (list.current?.querySelector<HTMLElement>('[tabindex], textarea') ?? heading.current)?.focus();
    came.current = true;
  }, [kept, editing]);

  const keep = (text: string) => setKept([...kept, text]);
  const useWider = ({ field, start, text, findings }: Sentence) => {
    const wider = widen(text, findings);
    const value = draft[field];
    draft[field] = value.slice(0, start) + wider + value.slice(start + text.length);
    keep(wider);
  };

  return (
    <PrivateForm class="form" onSubmit={() => undefined}>
      <h2 ref={heading} tabIndex={-1}>
        {words.title}
      </h2>
      <p>{words.lead}</p>
      <div class="exposures" ref={list}>
        {editing ? (
          <Edit sentence={editing} draft={draft} t={t} onDone={() => setEditing(null)} />
        ) : (
          sentences.map((sentence) => (
            <Question
              key={`${sentence.field} ${sentence.start}`}
              sentence={sentence}
              t={t}
              onWiden={() => useWider(sentence)}
              onKeep={() => keep(sentence.text)}
              onEdit={() => setEditing(sentence)}
            />
          ))
        )}
      </div>
      <p role="status">{sentences.length === 0 && !editing && words.none}</p>
      <button class="act tip" type="button" onClick={onDone}>
        {words.send}
      </button>
      <button class="plain" type="button" onClick={onEdit}>
        {words.back}
      </button>
    </PrivateForm>
  );
}

interface QuestionProps {
  sentence: Sentence;
  t: Strings;
  onWiden(): void;
  onKeep(): void;
  onEdit(): void;
}

function Question({ sentence, t, onWiden, onKeep, onEdit }: QuestionProps) {
  const words = wordsHere();
  const { field, text, findings } = sentence;
  return (
    <section class="card" tabIndex={-1}>
      <small>{fill(words.in, { field: t[field] })}</small>
      <p>{marked(sentence)}</p>
      {[...new Set(findings.map(({ kind }) => kind))].map((kind) => (
        <p key={kind}>{words.why[kind]}</p>
      ))}
      {findings.some(({ wider }) => wider !== null) && (
        <>
          <p>
            {words.wider} <q>{widen(text, findings).trim()}</q>
          </p>
          <button class="plain" type="button" onClick={onWiden}>
            {words.useWider}
          </button>
        </>
      )}
      <div class="pair">
        <button class="plain" type="button" onClick={onKeep}>
          {words.keep}
        </button>
        <button class="plain" type="button" onClick={onEdit}>
          {words.edit}
        </button>
      </div>
    </section>
  );
}

/** Writes straight into the draft, as the form does, so that "send" at any moment sends what is seen. */
function Edit({
  sentence: { field, start, text },
  draft,
  t,
  onDone,
}: {
  sentence: Sentence;
  draft: Draft;
  t: Strings;
  onDone(): void;
}) {
  const around = useRef([draft[field].slice(0, start), draft[field].slice(start + text.length)] as const);
  const [before, after] = around.current;
  return (
    <p class="field">
      <label for="sua">{fill(wordsHere().in, { field: t[field] })}</label>
      <textarea
        id="sua"
        rows={4}
        maxLength={(field === 'when' ? OWN_WHEN : LIMITS[field]) - before.length - after.length}
        {...PRIVATE_FIELD}
        defaultValue={text}
        onInput={(event) => (draft[field] = before + event.currentTarget.value + after)}
      />
      <button class="plain" type="button" onClick={onDone}>
        {wordsHere().edited}
      </button>
    </p>
  );
}

function marked({ text, findings }: Sentence): ComponentChild[] {
  const parts: ComponentChild[] = [];
  let at = 0;
  for (const { start, end } of findings) {
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

function sentencesOf(draft: Draft): Sentence[] {
  const sentences: Sentence[] = [];
  for (const one of findExposures(draft)) {
    const { start, end } = sentenceAround(draft[one.field], one);
    const last = sentences[sentences.length - 1];
    const same = last?.field === one.field && last.start === start;
    const sentence = same
      ? last
      : { field: one.field, start, text: draft[one.field].slice(start, end), findings: [] };
    if (!same) sentences.push(sentence);
    sentence.findings.push({ ...one, start: one.start - start, end: one.end - start });
  }
  return sentences;
}
