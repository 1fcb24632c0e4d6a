import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The figures that Prometheus collects; none names a person or a device. */
export interface Metrics {
  answered(route: string, method: string, status: number, seconds: number): void;
  count(name: string, help: string): { add(by?: number): void };
  /** Read when it is collected. */
  gauge(name: string, help: string, read: () => number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'lapwing_' });
  const answers = new Histogram({
    name: 'lapwing_http_seconds',
    help: 'Seconds from request to answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    answered: (route, method, status, seconds) =>
      answers.observe({ route, method, status: String(status) }, seconds),
    count(name, help) {
      const counter = new Counter({ name: `lapwing_${name}`, help, registers: [registry] });
      return { add: (by = 1) => counter.inc(by) };
    },
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({
        name: `lapwing_${name}`,
        help,
        registers: [registry],
        collect: (): void => gauge.set(read()),
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
