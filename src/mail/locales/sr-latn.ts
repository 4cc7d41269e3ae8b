import type { Messages } from "./messages.ts";

export const srLatn: Messages = {
  dir: "ltr",
  subject: "{{code}} je vaš kod za {{brand}}",
  title: "Vaš kod za {{brand}}",
  preview: "Važi {{duration}}, samo na {{host}}.",
  intros: {
    "sign-in": "Ovim kodom se prijavljujete na {{brand}}:",
    "sign-up": "Ovim kodom otvarate svoj nalog za {{brand}}:",
    "confirm-email": "Ovim kodom potvrđujete svoju imejl adresu za {{brand}}:",
    "change-email": "Ovim kodom potvrđujete svoju novu imejl adresu za {{brand}}:",
    "reset-password": "Ovim kodom postavljate novu lozinku za {{brand}}:",
    "delete-account": "Ovim kodom brišete svoj nalog za {{brand}}:",
    other: "Upotrebite ovaj kod na {{brand}} za „{{purpose}}“:",
  },
  place: "Zatraženo u: {{place}}",
  validity: "Kod važi {{duration}}.",
  warning: "Unesite ga samo na {{host}}. Nikada ga ne tražimo telefonom ni porukom.",
  ignore: "Ako niste zatražili ovaj kod, zanemarite ovu poruku. Ništa se neće dogoditi.",
  units: {
    second: { one: "# sekundu", few: "# sekunde", other: "# sekundi" },
    minute: { one: "# minut", few: "# minuta", other: "# minuta" },
    hour: { one: "# sat", few: "# sata", other: "# sati" },
  },
};
