// What is used of a package that brings no types.

declare module '@mdn/mdn-http-observatory' {
  /** Scans the site at a host, with its port where it is another than 443. */
  export function scan(host: string): Promise<{
    scan: { grade: string; score: number };
    tests: Record<string, { pass: boolean; result: string; scoreDescription: string }>;
  }>;
}
