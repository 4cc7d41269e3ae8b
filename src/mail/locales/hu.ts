import type { Messages } from "./messages.ts";

export const hu: Messages = {
  dir: "ltr",
  subject: "{{code}} az Ön {{brand}}-kódja",
  title: "Az Ön {{brand}}-kódja",
  preview: "{{duration}} érvényes, kizárólag itt: {{host}}.",
  intros: {
    "sign-in": "Ezzel a kóddal jelentkezhet be {{brand}}-fiókjába:",
    "sign-up": "Ezzel a kóddal hozhatja létre {{brand}}-fiókját:",
    "confirm-email": "Ezzel a kóddal erősítheti meg {{brand}}-fiókja e-mail-címét:",
    "change-email": "Ezzel a kóddal erősítheti meg {{brand}}-fiókja új e-mail-címét:",
    "reset-password": "Ezzel a kóddal állíthat be új jelszót {{brand}}-fiókjához:",
    "delete-account": "Ezzel a kóddal törölheti {{brand}}-fiókját:",
    other: "Használja ezt a kódot {{brand}}-fiókjában erre: „{{purpose}}”",
  },
  place: "A kérés helye: {{place}}",
  validity: "A kód {{duration}} érvényes.",
  warning: "Csak itt adja meg: {{host}}. Telefonon vagy üzenetben soha nem kérjük el.",
  ignore: "Ha nem Ön kérte ezt a kódot, hagyja figyelmen kívül ezt az e-mailt. Semmi sem fog történni.",
  units: {
    second: { one: "# másodpercig", other: "# másodpercig" },
    minute: { one: "# percig", other: "# percig" },
    hour: { one: "# óráig", other: "# óráig" },
  },
};
