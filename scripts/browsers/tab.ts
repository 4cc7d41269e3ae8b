/** One tab of some browser, as a person and a page use it. */
export interface Tab extends AsyncDisposable {
  /** The name and version of its engine. */
  readonly engine: string;
  open(url: string): Promise<void>;
  /** The value of an expression in the page, as JSON has it. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses these keys one after the other. */
  type(text: string): Promise<void>;
  /** Presses this key while Control is held. */
  control(key: string): Promise<void>;
}

/** What a WebDriver presses for keys that have no character of their own: https://www.w3.org/TR/webdriver2/#keyboard-actions */
export const keys = { control: "\uE009", enter: "\uE007", tab: "\uE004" } as const;

/** The keys of `text` as WebDriver's actions, while `held` is held. */
export function keyActions(text: string, held?: string) {
  const pressed = [...text].flatMap((value) => [
    { type: "keyDown", value },
    { type: "keyUp", value },
  ]);
  const hold = (type: string) => (held ? [{ type, value: held }] : []);
  return [{ type: "key", id: "keyboard", actions: [...hold("keyDown"), ...pressed, ...hold("keyUp")] }];
}
