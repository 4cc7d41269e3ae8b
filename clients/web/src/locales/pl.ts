import { addLanguage } from "../element/languages.ts";
import type { Strings } from "../element/strings.ts";

/** Polish. */
export const strings: Strings = {
  email: "E-mail",
  send: "Wyślij kod",
  sending: "Wysyłanie…",
  code: "Kod",
  verify: "Zweryfikuj",
  verifying: "Sprawdzanie…",
  sent: "Wysłaliśmy kod na adres {email}.",
  change: "Użyj innego adresu",
  resend: "Wyślij nowy kod",
  resendIn: "Nowy kod za {time}",
  done: "Adres {email} jest zweryfikowany.",
  required: "Zweryfikuj swój adres e-mail.",
  incomplete: "Wpisz cały kod.",
  EMAIL_INVALID: "Wpisz prawidłowy adres e-mail.",
  COOLING_DOWN: "Kod został przed chwilą wysłany. Poczekaj na niego.",
  ADDRESS_LIMITED: "Zbyt wiele prób. Spróbuj ponownie później.",
  DELIVERY_UNKNOWN: "Kod może dotrzeć z opóźnieniem.",
  CODE_REJECTED: "Kod jest nieprawidłowy. Pozostałe próby: {n}.",
  CHALLENGE_CLOSED: "Kod jest nieprawidłowy lub został już użyty. Poproś o nowy.",
  CHALLENGE_EXPIRED: "Minęło zbyt dużo czasu. Poproś o nowy kod.",
  UNREACHABLE: "Brak połączenia. Spróbuj ponownie.",
  INTERNAL: "Coś poszło nie tak. Spróbuj ponownie później.",
};

addLanguage("pl", strings);
