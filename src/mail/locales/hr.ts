import type { Messages } from "./messages.ts";

export const hr: Messages = {
  dir: "ltr",
  subject: "{{code}} je vaš kôd za {{brand}}",
  title: "Vaš kôd za {{brand}}",
  preview: "Vrijedi {{duration}}, samo na {{host}}.",
  intros: {
    "sign-in": "Ovim se kodom prijavljujete na {{brand}}:",
    "sign-up": "Ovim kodom otvarate svoj račun za {{brand}}:",
    "confirm-email": "Ovim kodom potvrđujete svoju adresu e-pošte za {{brand}}:",
    "change-email": "Ovim kodom potvrđujete svoju novu adresu e-pošte za {{brand}}:",
    "reset-password": "Ovim kodom postavljate novu lozinku za {{brand}}:",
    "delete-account": "Ovim kodom brišete svoj račun za {{brand}}:",
    other: "Upotrijebite ovaj kôd na {{brand}} za „{{purpose}}”:",
  },
  place: "Zatraženo u: {{place}}",
  validity: "Kôd vrijedi {{duration}}.",
  warning: "Unesite ga samo na {{host}}. Nikad ga ne tražimo telefonom ni porukom.",
  ignore: "Ako niste zatražili ovaj kôd, zanemarite ovu poruku. Ništa se neće dogoditi.",
  units: {
    second: { one: "# sekundu", few: "# sekunde", other: "# sekundi" },
    minute: { one: "# minutu", few: "# minute", other: "# minuta" },
    hour: { one: "# sat", few: "# sata", other: "# sati" },
  },
};
