// What the keyboard and our own windows use of the npm package `x11` 4.2.2, beside x11.d.ts.

declare module 'x11' {
  export interface XInput extends Extension {
    /** Null where the server does not know the second version. */
    readonly xi2: { readonly majorVersion: number; readonly minorVersion: number } | null;
    /** @param masks `deviceId` 1: every master device; names of events without `XI` */
    XISelectEvents(
      window: number,
      masks: { readonly deviceId: number; readonly mask: readonly string[] },
    ): void;
  }

  export interface KeyboardState {
    /** Effective modifiers, a bit each. */
    readonly mods: number;
    /** Effective group, from 0. */
    readonly group: number;
  }

  export interface XKeyboard extends Extension {
    /** @param affect and `all` kinds of events; `mapParts` parts of the mapping */
    SelectEvents(
      device: number,
      affect: number,
      clear: number,
      all: number,
      affectMap: number,
      mapParts: number,
    ): void;
    GetState(device: number, done: Done<KeyboardState>): void;
    GetControls(
      device: number,
      done: Done<{
        readonly repeatDelay: number;
        readonly repeatInterval: number;
        readonly enabledControls: number;
        /** A bit for each keycode. */
        readonly perKeyRepeat: readonly number[];
      }>,
    ): void;
  }

  export interface Extensions {
    xinput: XInput;
    xkb: XKeyboard;
  }

  export interface WindowAttributes {
    readonly backgroundPixel?: number;
    readonly borderPixel?: number;
    readonly overrideRedirect?: 0 | 1;
    readonly eventMask?: number;
  }

  export interface Screen {
    /** Keyed by depth, then by the visual's number. */
    readonly depths: Readonly<Record<number, Readonly<Record<number, Visual>>>>;
  }

  export interface Visual {
    readonly red_mask: number;
    readonly green_mask: number;
    readonly blue_mask: number;
  }

  export interface Client {
    ChangeWindowAttributes(window: number, attributes: { readonly backgroundPixmap: number }): void;
    CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
    FreePixmap(id: number): void;
    /** @param width 0: to the right edge; `height` 0: to the lower one */
    ClearArea(window: number, x: number, y: number, width: number, height: number, exposures: 0 | 1): void;
    /** @param windowClass 1 for one that shows something, 2 for one that does not */
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: number,
      depth: number,
      windowClass: 1 | 2,
      visual: number,
      attributes: WindowAttributes,
    ): void;
    DestroyWindow(window: number): void;
    MapWindow(window: number): void;
    UnmapWindow(window: number): void;
    /** @param changes `stackMode` 0 above all others */
    ConfigureWindow(
      window: number,
      changes: {
        readonly x?: number;
        readonly y?: number;
        readonly width?: number;
        readonly height?: number;
        readonly stackMode?: 0 | 1;
      },
    ): void;
    /** Answered with 0 when it holds. */
    GrabPointer(
      window: number,
      ownerEvents: 0 | 1,
      mask: number,
      pointerMode: 0 | 1,
      keyboardMode: 0 | 1,
      confineTo: number,
      cursor: number,
      time: number,
      done: Done<number>,
    ): void;
    UngrabPointer(time: number): void;
    /** Answered with 0 when it holds. */
    GrabKeyboard(
      window: number,
      ownerEvents: 0 | 1,
      time: number,
      pointerMode: 0 | 1,
      keyboardMode: 0 | 1,
      done: Done<number>,
    ): void;
    UngrabKeyboard(time: number): void;
    SetInputFocus(window: number, revertTo: 0 | 1 | 2): void;
    CreateGC(id: number, drawable: number, values: Readonly<Record<string, number>>): void;
    FreeGC(id: number): void;
    ChangeGC(id: number, values: Readonly<Record<string, number>>): void;
    OpenFont(id: number, name: string): void;
    CloseFont(id: number): void;
    /** Writes on the ground of the context. @param y of the line that letters stand on */
    ImageText16(drawable: number, gc: number, x: number, y: number, text: string): void;
    /** @param format 2: whole pixels */
    PutImage(
      format: 2,
      drawable: number,
      gc: number,
      width: number,
      height: number,
      x: number,
      y: number,
      leftPad: 0,
      depth: number,
      data: Buffer,
    ): void;
    GetSelectionOwner(selection: number, done: Done<number>): void;
    SetSelectionOwner(owner: number, selection: number, time: number): void;
    /** @param mode 0 puts the screen saver away */
    ForceScreenSaver(mode: 0 | 1): void;
  }
}
