import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { makeTerms } from '../terms.ts';
import { decodeFile } from './decode.ts';
import { markupOf, paragraphsOf } from './extract.ts';
import { documentsOf, speedText } from './load.ts';
import { isOrdinary, pickSentences, splitSentences } from './sentences.ts';

test('a paragraph is cut at the ends of its sentences and nowhere else', () => {
  assert.deepEqual(
    splitSentences('He said "Stop!" She went on, e.g. Dr. Smith did. Was it 3.5 m? (Yes.) It was.'),
    ['He said "Stop!"', 'She went on, e.g. Dr. Smith did.', 'Was it 3.5 m?', '(Yes.)', 'It was.'],
  );
  assert.deepEqual(splitSentences('no end'), ['no end']);
  assert.deepEqual(splitSentences(''), []);
});

test('an ordinary sentence has four to sixty words', () => {
  assert.equal(isOrdinary('one two three'), false);
  assert.equal(isOrdinary('one two three four'), true);
  assert.equal(isOrdinary('word '.repeat(60).trim()), true);
  assert.equal(isOrdinary('word '.repeat(61).trim()), false);
});

test('sentences are distinct, spread evenly, and none of those to leave out', () => {
  const many = Array.from({ length: 80 }, (_, number) => `This is number ${number}.`);
  const few = Array.from({ length: 20 }, (_, number) => `That was number ${number}.`);
  const picked = pickSentences([many, [...few, ...few]], 50);
  assert.equal(new Set(picked).size, 50);
  assert.equal(picked.filter((sentence) => sentence.startsWith('That')).length, 10);
  assert.equal(pickSentences([few], 100, ['That was number 3.']).length, 19);
});

test('prose is taken from markup; listings, headings and menus are not', () => {
  const sentence =
    'This is a paragraph that you will read because it is made of sentences, and of nothing else at all.';
  const html = `<head><title>${sentence}</title></head><h1>Title</h1><p>${sentence.replace('paragraph', '<em>para</em>graph')}</p>
<pre>${sentence}</pre><ul><li>Home</li></ul><script>${sentence}</script>`;
  assert.deepEqual(paragraphsOf('html', html), [sentence]);
  assert.deepEqual(
    paragraphsOf('pod', `=head1 NAME\n\n${sentence.replace('read', 'B<read>')}\n\n  ${sentence}\n`),
    [sentence],
  );
  assert.deepEqual(paragraphsOf('html', '<p>caf&eacute; &#8220;x&#8221;</p>'), []);
  assert.equal(markupOf('a/b.page'), 'html');
  assert.equal(markupOf('foldoc.dict.dz'), 'dict');
  assert.equal(markupOf('policy.txt.gz'), 'text');
});

test('the text of the speed runs is ASCII, of the size wanted, from all parts; documents are the whole of it', () => {
  const part = (name: string, letter: string): Parameters<typeof speedText>[0][number] => ({
    name,
    ordinary: true,
    paragraphs: Array.from({ length: 50 }, () => `${letter.repeat(98)}\u2019`),
  });
  const text = speedText([part('one', 'a'), part('two', 'b')], 5000);
  assert.match(text, /^[\x20-\x7e\n]*$/u);
  assert.ok(Math.abs(text.length - 5000) < 10);
  assert.equal(text.split('a').length > 2000 && text.split('b').length > 2000, true);
  const documents = documentsOf(text, 1000);
  assert.equal(documents.join(''), text);
  assert.ok(documents.every(({ length }) => length <= 2000));
});

test('terms are as many as wanted, distinct, plain, and the same each time', () => {
  const text = Array.from(
    { length: 3000 },
    (_, number) => `word${'abcdefghij'[number % 10]}${'klmnopqrst'[number % 7]} and more`,
  ).join(' ');
  const terms = makeTerms(text, 500);
  assert.equal(new Set(terms).size, 500);
  assert.ok(terms.every((term) => /^[a-z]+(?: [a-z]+){0,2}$/u.test(term)));
  assert.deepEqual(makeTerms(text, 500), terms);
  assert.equal(makeTerms('tiny', 20).length, 20);
});

test('files are read as they are, unpacked, or from the form of R', () => {
  const text = 'One line of it.';
  assert.equal(decodeFile('a.html', Buffer.from(text)), text);
  assert.equal(decodeFile('a.txt.gz', gzipSync(text)), text);
  const string = (content: string): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(0x00040009, 0);
    head.writeUInt32BE(content.length, 4);
    return Buffer.concat([head, Buffer.from(content)]);
  };
  const chunk = (content: string): Buffer => {
    const object = Buffer.concat([Buffer.from('X\n'), string(content), string(''), string('End.')]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(object.length);
    return Buffer.concat([head, deflateSync(object)]);
  };
  assert.equal(decodeFile('a.rdb', Buffer.concat([chunk(text), chunk('x')])), `${text}\n\nEnd.\nx\n\nEnd.`);
});
