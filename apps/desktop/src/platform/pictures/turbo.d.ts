// What is used of the npm package @cornerstonejs/codec-libjpeg-turbo-8bit 1.2.8, which has no types of its own.

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs' {
  export interface FrameInfo {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  }

  /** libjpeg-turbo as WebAssembly, as far as it is used here. Its objects lie outside of JavaScript's memory. */
  export interface Turbo {
    readonly JPEGEncoder: new () => {
      getDecodedBuffer(frame: FrameInfo): Uint8Array;
      getEncodedBuffer(): Uint8Array;
      encode(): void;
      setProgressive(progressive: boolean): void;
      setQuality(quality: number): void;
      setSubSampling(subSampling: number): void;
      delete(): void;
    };
    readonly JPEGDecoder: new () => {
      getEncodedBuffer(bytes: number): Uint8Array;
      getDecodedBuffer(): Uint8Array;
      getFrameInfo(): FrameInfo;
      decode(): void;
      delete(): void;
    };
  }

  const load: (given: { readonly wasmBinary: Uint8Array }) => Promise<Turbo>;
  export default load;
}
