import type { Messages } from "./messages.ts";

export const fi: Messages = {
  dir: "ltr",
  subject: "{{code}} on koodisi palveluun {{brand}}",
  title: "Koodisi palveluun {{brand}}",
  preview: "Voimassa {{duration}}, vain osoitteessa {{host}}.",
  intros: {
    "sign-in": "Kirjaudu palveluun {{brand}} tällä koodilla:",
    "sign-up": "Luo tili palveluun {{brand}} tällä koodilla:",
    "confirm-email": "Vahvista sähköpostiosoitteesi palvelussa {{brand}} tällä koodilla:",
    "change-email": "Vahvista uusi sähköpostiosoitteesi palvelussa {{brand}} tällä koodilla:",
    "reset-password": "Vaihda salasanasi palvelussa {{brand}} tällä koodilla:",
    "delete-account": "Poista tilisi palvelusta {{brand}} tällä koodilla:",
    other: "Käytä tätä koodia palvelussa {{brand}}, tarkoitus ”{{purpose}}”:",
  },
  place: "Pyydetty täällä: {{place}}",
  validity: "Koodi on voimassa {{duration}}.",
  warning: "Syötä se vain osoitteessa {{host}}. Emme koskaan pyydä sitä puhelimitse tai viestillä.",
  ignore: "Jos et pyytänyt tätä koodia, voit jättää viestin huomiotta. Mitään ei tapahdu.",
  units: {
    second: { one: "# sekunnin", other: "# sekuntia" },
    minute: { one: "# minuutin", other: "# minuuttia" },
    hour: { one: "# tunnin", other: "# tuntia" },
  },
};
