/** What is used of WebAssembly, which TypeScript knows only together with all of a browser. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;
  type Exports = Record<string, unknown>;

  function compile(bytes: Uint8Array): Promise<Module>;

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }
}
