import { Lock, Monitor, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { SegmentedChoice, Slider, Toggle } from '../adjust.tsx';
import { Action, ActionLink } from '../button.tsx';
import { BarChart, LineChart } from '../chart.tsx';
import { CopyBox } from '../copy.tsx';
import { type Column, DataTable } from '../data-table.tsx';
import { Confirm, Window } from '../dialog.tsx';
import { Choice, SearchInput, TextInput, Tick } from '../field.tsx';
import { Form } from '../form.tsx';
import type { MenuPart } from '../menu-parts.ts';
import { ContextMenu, MenuButton } from '../menu.tsx';
import { Initials, Name } from '../name.tsx';
import { Meter, Progress } from '../progress.tsx';
import { Skeletons } from '../skeleton.tsx';
import { Dot, Failed, Loading, Notice, Pill, State } from '../states.tsx';
import { TabSet } from '../tab-set.tsx';
import { Badge, Tag } from '../tag.tsx';
import { showToast } from '../toasts.ts';
import { ToolBar } from '../toolbar.tsx';
import { Tip } from '../tooltip.tsx';
import { ViewTabs } from '../view-tabs.tsx';
import { When } from '../when.tsx';
import { Films } from './film-sample.tsx';

export interface Sample {
  readonly title: string;
  readonly show: () => ReactNode;
}

const SURFACES = ['surface', 'ground', 'sunken', 'raised', 'hover', 'press', 'line', 'line-strong'];
const MEANINGS = [
  'accent',
  'accent-soft',
  'severe',
  'severe-soft',
  'moderate',
  'moderate-soft',
  'good',
  'minor',
];
const WHY = 'Choose a device first.';
const PARTS = (): readonly MenuPart[] => [
  {
    key: 'one',
    title: 'Device',
    entries: [
      { key: 'open', label: 'Open its page', href: '#' },
      { key: 'live', label: 'Look at its screen', shortcut: 'V', icon: <Monitor size={14} aria-hidden /> },
      { key: 'lock', label: 'Lock', unavailable: 'It is not connected.' },
      { key: 'on', label: 'Pinned', checked: true },
      { key: 'more', label: 'Put in a group', more: [{ key: 'a', label: '8B Computing' }] },
    ],
  },
  {
    key: 'two',
    entries: [{ key: 'out', label: 'Shut out', look: 'stop', hint: 'Its key is never taken again' }],
  },
];

function Buttons(): ReactNode {
  return (
    <div className="row">
      <Action look="main">Main</Action>
      <Action>Usual</Action>
      <Action look="plain">Plain</Action>
      <Action look="stop">Stop</Action>
      <Action shortcut="E">With its key</Action>
      <Action unavailable={WHY}>Not available</Action>
      <Action busy>Busy</Action>
      <Action pressed>On</Action>
      <Action look="icon" label="Find">
        <Search size={16} aria-hidden />
      </Action>
      <ActionLink href="#">A link</ActionLink>
      <Tip text="A remark that is not needed to go on">
        <Action>Has a remark</Action>
      </Tip>
    </div>
  );
}

function Tools(): ReactNode {
  const tool = (label: string) => ({ key: label, label, onPress: () => undefined });
  return (
    <>
      <ToolBar
        label="Actions"
        groups={[
          {
            key: 'screen',
            label: 'Screen',
            tools: [
              { ...tool('Lock screens'), look: 'main', icon: <Lock size={16} aria-hidden /> },
              { ...tool('Message'), shortcut: 'M' },
              { ...tool('Internet off'), pressed: true },
            ],
          },
          {
            key: 'operate',
            label: 'Operate',
            tools: [tool('Open website'), { ...tool('Allow or block'), unavailable: WHY }],
          },
          {
            key: 'admin',
            label: 'Admin',
            tools: [tool('Record'), { ...tool('Select'), menu: PARTS }, { ...tool('Restart'), look: 'stop' }],
          },
        ]}
        end="28 selected"
      />
      <ViewTabs
        label="Views"
        current="thumbnails"
        tabs={[
          { key: 'thumbnails', title: 'Thumbnails', href: '#' },
          { key: 'list', title: 'List', href: '#' },
          {
            key: 'captures',
            title: 'Captures',
            href: '#',
            count: 3,
            countLabel: '3 waiting, 1 severe',
            alert: true,
          },
        ]}
        end={<Adjusting />}
      />
    </>
  );
}

function Adjusting(): ReactNode {
  const [size, setSize] = useState(2);
  return (
    <Slider
      label="Size"
      value={size}
      min={0}
      max={4}
      onChange={setSize}
      say={(value) => `Size ${value + 1}`}
    />
  );
}

function Menus(): ReactNode {
  return (
    <div className="row">
      <MenuButton label="A menu" parts={PARTS} />
      <MenuButton label="Not now" parts={PARTS} unavailable={WHY} />
      <ContextMenu label="Device" parts={PARTS}>
        <Action>Right button, or Shift+F10</Action>
      </ContextMenu>
    </div>
  );
}

function Fields(): ReactNode {
  const [text, setText] = useState('');
  const [on, setOn] = useState(true);
  const [one, setOne] = useState<'a' | 'b' | 'c'>('a');
  const options = [
    { key: 'a', label: 'First' },
    { key: 'b', label: 'Second' },
    { key: 'c', label: 'Third' },
  ] as const;
  return (
    <Form busy={false} onSubmit={() => undefined} problem="What is wrong with the whole form stands here.">
      <TextInput label="Name" name="name" value={text} onChange={setText} hint="As on the register." />
      <TextInput
        label="Wrong"
        name="wrong"
        value="12"
        onChange={setText}
        error="Use at least 12 characters."
      />
      <TextInput label="Secret" name="secret" type="password" value="a password" onChange={setText} />
      <Choice label="One of some" value={one} options={options} onChange={setOne} />
      <SearchInput label="Find a device" value={text} onChange={setText} />
      <SegmentedChoice label="One of a few" value={one} options={options} onChange={setOne} />
      <Tick checked={on} onChange={setOn}>
        To be sent with the form
      </Tick>
      <Tick checked={false} disabled onChange={setOn}>
        Not to be ticked now
      </Tick>
      <Toggle on={on} onChange={setOn} hint="It holds at once.">
        Switched on
      </Toggle>
      <Toggle on={false} disabled onChange={setOn}>
        Not to be switched now
      </Toggle>
    </Form>
  );
}

function Remarks(): ReactNode {
  return (
    <>
      <Notice>A remark.</Notice>
      <Notice tone="good">It was saved.</Notice>
      <Notice tone="warn">Not everything is as it should be.</Notice>
      <Notice tone="stop">It was not saved.</Notice>
      <div className="row">
        <Pill tone="stop" shape="▲">
          Severe
        </Pill>
        <Pill tone="warn" shape="◆">
          Moderate
        </Pill>
        <Pill tone="quiet" shape="○">
          Minor
        </Pill>
        <Pill tone="good">Connected</Pill>
        <Tag>8B Computing</Tag>
        <Tag onRemove={() => undefined}>Library</Tag>
        <Badge count={3} label="3 waiting" tone="stop" />
        <Badge count={12} label="12 devices" />
        <Badge count={4200} label="4200 rows" tone="accent" />
        <span>
          <Dot tone="good" /> Online
        </span>
        <Initials name="Ana Silva" />
        <When at="2026-11-14T10:42:00Z" show="both" />
      </div>
      <div className="row">
        <Action
          onPress={() =>
            showToast({
              text: 'Put 3 devices in the group Library.',
              action: { label: 'Undo', onPress: () => undefined },
            })
          }
        >
          A toast to undo
        </Action>
        <Action onPress={() => showToast({ text: 'Saved.', tone: 'good' })}>A good toast</Action>
        <Action onPress={() => showToast({ text: 'The room plan could not be saved.', tone: 'stop' })}>
          Trouble
        </Action>
      </div>
    </>
  );
}

function Places(): ReactNode {
  return (
    <>
      <State title="No captures are waiting" icon="done" small>
        New ones appear here by themselves.
      </State>
      <State title="Nothing found" icon="missing" small actions={<Action>Empty the search</Action>} />
      <State title="Paused" icon="paused" small actions={<Action look="main">Go on</Action>} />
      <State title="Waiting for the device" icon="waiting" small />
      <State title="This is not open to you" icon="locked" small>
        Your role does not include it.
      </State>
      <Failed
        title="The server cannot be reached"
        text="Check the network."
        offline
        onRetry={() => undefined}
      />
      <Loading lines={3} />
      <Skeletons label="Loading the screens" count={4} shape="tiles" />
    </>
  );
}

function Figures(): ReactNode {
  return (
    <>
      <Progress
        label="Bringing in the roster"
        value={12_400}
        max={30_000}
        say="12,400 of 30,000 rows"
        onCancel={() => undefined}
      />
      <Progress label="Looking at the file" />
      <Meter label="Memory" value={6} max={8} say="6 of 8 GB" />
      <BarChart
        label="Devices by platform"
        bars={[
          { key: 'c', label: 'ChromeOS', value: 212 },
          { key: 'w', label: 'Windows', value: 98 },
          { key: 'n', label: 'Not watching', value: 9, tone: 'stop' },
        ]}
      />
      <LineChart
        label="Captures by week"
        steps={['2 Sep', '9 Sep', '16 Sep', '23 Sep', '30 Sep', '7 Oct']}
        series={[
          { key: 'a', label: 'Bullying', values: [4, 9, 7, 12, 8, 17] },
          { key: 'b', label: 'Suicide', values: [1, 0, 2, 1, 3, 2] },
        ]}
      />
    </>
  );
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}
const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', title: 'Name', cell: (row) => <Name>{row.name}</Name>, sort: (row) => row.name },
  { key: 'count', title: 'Captures', cell: (row) => row.count, sort: (row) => row.count },
];

function Tables(): ReactNode {
  const rows = ['Ana Silva', 'Ben Okoro', 'Cara Evans with a name that is longer than its column allows'].map(
    (name, index) => ({ id: String(index), name, count: index * 7 }),
  );
  return (
    <>
      <DataTable label="People" rows={rows} rowKey={(row) => row.id} chosenKey="1" columns={COLUMNS} />
      <TabSet
        label="About"
        tabs={[
          { key: 'a', title: 'Facts', content: <p>The first of two.</p> },
          { key: 'b', title: 'History', content: <p>The second.</p> },
        ]}
      />
      <CopyBox title="policy.json" text={'{ "school": "example" }'} />
    </>
  );
}

function Windows(): ReactNode {
  const [open, setOpen] = useState<'window' | 'ask' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className="row">
      <Action onPress={() => setOpen('window')}>A window</Action>
      <Action onPress={() => setOpen('ask')}>A question</Action>
      <Window title="A window" open={open === 'window'} onClose={close}>
        <p>Escape closes it.</p>
      </Window>
      <Confirm
        title="Shut out CR2-14?"
        open={open === 'ask'}
        onClose={close}
        verb="Shut out"
        onConfirm={close}
      >
        Its key is never taken again.
      </Confirm>
    </div>
  );
}

function Colours(): ReactNode {
  return (
    <div className="row">
      {[...SURFACES, ...MEANINGS].map((name) => (
        <span key={name} className="gallery-swatch">
          <span style={{ background: `var(--${name})` }} />
          {name}
        </span>
      ))}
    </div>
  );
}

/** Everything that the console is made of. A new primitive gets its place here. */
export const SAMPLES: readonly Sample[] = [
  { title: 'Colours', show: Colours },
  { title: 'Buttons', show: Buttons },
  { title: 'Toolbar and views', show: Tools },
  { title: 'Menus', show: Menus },
  { title: 'Fields', show: Fields },
  { title: 'Remarks, words and toasts', show: Remarks },
  { title: 'Empty, waiting and broken places', show: Places },
  { title: 'Figures', show: Figures },
  { title: 'Tables and tabs', show: Tables },
  { title: 'Films', show: Films },
  { title: 'Windows', show: Windows },
];
