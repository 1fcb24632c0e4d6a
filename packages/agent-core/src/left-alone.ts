/** Where nothing is read and nothing is shown. */
export interface LeftAlone {
  /** Host names, with all their subdomains. */
  readonly hosts: readonly string[];
  /** Programs, as `isApplication` reads them. */
  readonly applications: readonly string[];
}
