import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';

const id = (number: number): string => `0199a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A capture for tests, with what the test is about put in. */
export function summaryOf(given: Partial<CaptureSummary>): CaptureSummary {
  return {
    id: id(1),
    person: { id: id(2), name: 'Ana Silva', username: 'a.silva', form: '8B' },
    accountName: null,
    groups: [],
    device: { id: id(3), name: 'CR2-01', room: null },
    policy: { key: 'bullying', title: 'Bullying' },
    severity: 'moderate',
    source: 'typed',
    text: { sentence: 'we go home now', start: 3, end: 10 },
    count: 1,
    application: 'Chrome',
    windowTitle: 'Homework',
    site: null,
    receivedAt: '2026-11-14T10:42:07.000Z',
    happenedAt: '2026-11-14T10:42:06.000Z',
    status: 'unclassified',
    assignedTo: null,
    escalatedTo: null,
    sealed: false,
    recording: 'none',
    held: false,
    incident: null,
    revision: 0,
    evidence: 'ready',
    ...given,
  };
}
