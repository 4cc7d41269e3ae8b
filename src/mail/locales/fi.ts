import type { Messages } from "./messages.ts";

export const fi: Messages = {
  dir: "ltr",
  subject: "{{code}} on {{brand}}-koodisi",
  title: "{{brand}}-koodisi",
  preview: "Voimassa {{duration}}, vain osoitteessa {{host}}.",
  intros: {
    "sign-in": "Kirjaudu {{brand}}-tilillesi tällä koodilla:",
    "sign-up": "Luo {{brand}}-tilisi tällä koodilla:",
    "confirm-email": "Vahvista {{brand}}-tilisi sähköpostiosoite tällä koodilla:",
    "change-email": "Vahvista {{brand}}-tilisi uusi sähköpostiosoite tällä koodilla:",
    "reset-password": "Vaihda {{brand}}-tilisi salasana tällä koodilla:",
    "delete-account": "Poista {{brand}}-tilisi tällä koodilla:",
    other: "Käytä tätä koodia {{brand}}-palvelussa, tarkoitus ”{{purpose}}”:",
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
