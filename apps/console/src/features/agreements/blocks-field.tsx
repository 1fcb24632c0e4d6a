import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import {
  type BlockFields,
  countBullets,
  directionOf,
  MOST_BULLETS,
  moved,
  newBlock,
  newKey,
} from './draft.ts';

const KINDS = Object.freeze({ heading: 'Heading', paragraph: 'Paragraph', bullets: 'Bullet points' });
const MOST_BLOCKS = 60;
const MOST_ITEMS = 20;
/** Letters that stand in one line of a field, at the narrowest of usual windows. */
const LINE = 62;

/** The parts of the text in their order: each is changed, moved and removed where it stands. */
export function BlocksField(props: {
  blocks: readonly BlockFields[];
  language: string;
  error: string | undefined;
  onChange: (blocks: readonly BlockFields[]) => void;
}): ReactNode {
  const { blocks, onChange } = props;
  const list = useRef<HTMLDivElement>(null);
  /** What is to have the focus once it is in the page: somebody who adds a part goes on writing there. */
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const place = list.current?.querySelector<HTMLElement>(wanted.current);
    wanted.current = null;
    place?.focus();
  });
  const bullets = countBullets({ blocks });
  const focus = (selector: string): void => {
    wanted.current = selector;
  };
  function add(kind: BlockFields['kind']): void {
    const block = newBlock(kind);
    focus(`[data-block="${block.key}"] :is(input, textarea)`);
    onChange([...blocks, block]);
  }
  function remove(at: number): void {
    const next = blocks[at + 1] ?? blocks[at - 1];
    focus(next === undefined ? '[data-adds] button' : `[data-block="${next.key}"] :is(input, textarea)`);
    onChange(blocks.toSpliced(at, 1));
  }
  const replace = (at: number, part: Partial<BlockFields>): void =>
    onChange(blocks.map((block, place) => (place === at ? { ...block, ...part } : block)));

  return (
    <div className="blocks" ref={list} role="group" aria-label="Parts of the text">
      {blocks.map((block, at) => (
        <div
          key={block.key}
          className="block"
          role="group"
          aria-labelledby={`${block.key}-kind`}
          data-block={block.key}
          data-kind={block.kind}
        >
          <div className="block-head">
            <span className="field-label" id={`${block.key}-kind`}>
              {KINDS[block.kind]}
              <span className="unseen">
                , part {at + 1} of {blocks.length}
              </span>
            </span>
            <Action
              look="icon"
              label={`Move ${KINDS[block.kind].toLowerCase()} up, part ${at + 1}`}
              unavailable={at === 0 ? 'It is the first part.' : undefined}
              onPress={() => onChange(moved(blocks, at, -1))}
            >
              <ArrowUp size={15} aria-hidden />
            </Action>
            <Action
              look="icon"
              label={`Move ${KINDS[block.kind].toLowerCase()} down, part ${at + 1}`}
              unavailable={at === blocks.length - 1 ? 'It is the last part.' : undefined}
              onPress={() => onChange(moved(blocks, at, 1))}
            >
              <ArrowDown size={15} aria-hidden />
            </Action>
            <Action
              look="icon"
              label={`Remove ${KINDS[block.kind].toLowerCase()}, part ${at + 1}`}
              onPress={() => remove(at)}
            >
              <Trash2 size={15} aria-hidden />
            </Action>
          </div>
          <div dir={directionOf(props.language)} lang={props.language}>
            {block.kind === 'bullets' ? (
              <Items block={block} onChange={(items) => replace(at, { items })} focus={focus} />
            ) : (
              <TextInput
                label={`${KINDS[block.kind]}, part ${at + 1}`}
                hideLabel
                name={block.key}
                value={block.text}
                maxLength={block.kind === 'heading' ? 120 : 2000}
                {...(block.kind === 'heading' ? {} : { rows: rowsFor(block.text, 2) })}
                onChange={(text) => replace(at, { text })}
              />
            )}
          </div>
        </div>
      ))}
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
      <div className="row" data-adds>
        {(['heading', 'paragraph', 'bullets'] as const).map((kind) => (
          <Action
            key={kind}
            unavailable={
              blocks.length >= MOST_BLOCKS ? `There are ${MOST_BLOCKS} parts, which is the most.` : undefined
            }
            onPress={() => add(kind)}
          >
            Add {kind === 'bullets' ? 'bullet points' : `a ${kind}`}
          </Action>
        ))}
        <span className="small" role="status" data-many={bullets > MOST_BULLETS}>
          {bullets > MOST_BULLETS
            ? `▲ ${bullets} bullet points; at most ${MOST_BULLETS} are recommended`
            : `${bullets} of at most ${MOST_BULLETS} recommended bullet points`}
        </span>
      </div>
    </div>
  );
}

function Items(props: {
  block: BlockFields;
  onChange: (items: BlockFields['items']) => void;
  focus: (selector: string) => void;
}): ReactNode {
  const { items } = props.block;
  function add(after: number): void {
    const item = { key: newKey(), text: '' };
    props.focus(`[data-item="${item.key}"] textarea`);
    props.onChange(items.toSpliced(after + 1, 0, item));
  }
  function remove(at: number): void {
    const next = items[at + 1] ?? items[at - 1];
    if (next !== undefined) props.focus(`[data-item="${next.key}"] textarea`);
    props.onChange(items.toSpliced(at, 1));
  }
  return (
    <div className="block-items">
      {items.map((item, at) => (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the field inside is what has the focus
        <div
          key={item.key}
          className="block-item"
          data-item={item.key}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.target instanceof HTMLTextAreaElement)) return;
            // The next point, and not the form.
            event.preventDefault();
            if (items.length < MOST_ITEMS) add(at);
          }}
        >
          <span aria-hidden="true">•</span>
          <TextInput
            label={`Point ${at + 1}`}
            hideLabel
            name={item.key}
            value={item.text}
            maxLength={300}
            rows={rowsFor(item.text, 1)}
            onChange={(text) =>
              props.onChange(items.map((each, place) => (place === at ? { ...each, text } : each)))
            }
          />
          <Action
            look="icon"
            label={`Remove point ${at + 1}`}
            unavailable={items.length === 1 ? 'It is the only point; remove the part instead.' : undefined}
            onPress={() => remove(at)}
          >
            <Trash2 size={15} aria-hidden />
          </Action>
        </div>
      ))}
      <div className="row">
        <Action
          unavailable={items.length >= MOST_ITEMS ? `A list has at most ${MOST_ITEMS} points.` : undefined}
          onPress={() => add(items.length - 1)}
        >
          Add a point
        </Action>
      </div>
    </div>
  );
}

/** As high as its words need, so that a whole paragraph is in view. */
function rowsFor(text: string, least: number): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE)), 0);
  return Math.min(12, Math.max(least, lines));
}
