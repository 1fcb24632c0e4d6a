import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { Action } from './button.tsx';
import { linePath, ticksTo } from './chart-scale.ts';
import './figures.css';

const number = new Intl.NumberFormat('en-GB');

export interface Bar {
  key: string;
  label: string;
  value: number;
  /** Only for what is a severity or wrong; everything else is the accent. */
  tone?: 'stop' | 'warn' | 'quiet';
  /** The value in words, for example `120 devices`. */
  say?: string;
  href?: string;
}

/** Amounts side by side as lying bars. It is a list with its numbers written out, so it needs no other form. */
export function BarChart(props: { label: string; bars: readonly Bar[] }): ReactNode {
  const most = Math.max(1, ...props.bars.map((bar) => bar.value));
  return (
    <ul className="bars" aria-label={props.label}>
      {props.bars.map((bar) => (
        <li key={bar.key}>
          <span className="bars-label">
            {bar.href === undefined ? <bdi>{bar.label}</bdi> : <Link href={bar.href}>{bar.label}</Link>}
          </span>
          <span className="bars-track" aria-hidden="true">
            <span data-tone={bar.tone} style={{ width: `${(bar.value / most) * 100}%` }} />
          </span>
          <span className="bars-value number">{bar.say ?? number.format(bar.value)}</span>
        </li>
      ))}
    </ul>
  );
}

export interface Series {
  key: string;
  label: string;
  /** One value for each of `steps`. */
  values: readonly number[];
}

/** How lines are told apart without colour: whole, dashed, dotted. */
const DASHES = ['', '6 4', '2 3'] as const;
const WIDTH = 480;
const HEIGHT = 140;

/**
 * Amounts over time, up to three lines, told apart by their dashes and named at their ends. The same as a table is one
 * press away, and is what those hear who do not see the picture.
 */
export function LineChart(props: {
  label: string;
  steps: readonly string[];
  series: readonly Series[];
}): ReactNode {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const { steps } = props;
  const series = props.series.slice(0, DASHES.length);
  const ticks = ticksTo(Math.max(0, ...series.flatMap((line) => line.values)));
  const top = ticks.at(-1) ?? 1;
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="spread row">
        <span id={id}>{props.label}</span>
        <Action look="plain" pressed={asTable} onPress={() => setAsTable(!asTable)}>
          As a table
        </Action>
      </figcaption>
      {asTable ? null : (
        <>
          <svg viewBox={`-40 -8 ${WIDTH + 56} ${HEIGHT + 32}`} aria-hidden="true">
            {ticks.map((tick) => (
              <g key={tick} transform={`translate(0 ${HEIGHT - (tick / top) * HEIGHT})`}>
                <line x2={WIDTH} className="chart-grid" />
                <text x={-6} dy="0.32em" textAnchor="end">
                  {number.format(tick)}
                </text>
              </g>
            ))}
            {series.map((line, index) => (
              <path
                key={line.key}
                d={linePath(line.values, top, WIDTH, HEIGHT)}
                className="chart-line"
                data-line={index}
                strokeDasharray={DASHES[index] ?? ''}
              />
            ))}
            <text x={0} y={HEIGHT + 18}>
              {steps[0]}
            </text>
            <text x={WIDTH} y={HEIGHT + 18} textAnchor="end">
              {steps.at(-1)}
            </text>
          </svg>
          {series.length < 2 ? null : (
            <ul className="chart-key" aria-hidden="true">
              {series.map((line, index) => (
                <li key={line.key}>
                  <svg width="28" height="8">
                    <line
                      x2="28"
                      y1="4"
                      y2="4"
                      className="chart-line"
                      data-line={index}
                      strokeDasharray={DASHES[index] ?? ''}
                    />
                  </svg>
                  {line.label}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <div className={asTable ? 'chart-table' : 'unseen'}>
        <table aria-label={props.label}>
          <thead>
            <tr>
              <th scope="col">When</th>
              {series.map((line) => (
                <th key={line.key} scope="col">
                  {line.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, row) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                {series.map((line) => (
                  <td key={line.key} className="number">
                    {number.format(line.values[row] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
