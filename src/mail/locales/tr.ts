import type { Messages } from "./messages.ts";

export const tr: Messages = {
  dir: "ltr",
  subject: "{{code}} {{brand}} kodunuz",
  title: "{{brand}} kodunuz",
  preview: "{{duration}} boyunca geçerli, yalnızca {{host}} adresinde.",
  intros: {
    "sign-in": "{{brand}} hesabınıza giriş yapmak için bu kodu kullanın:",
    "sign-up": "{{brand}} hesabınızı oluşturmak için bu kodu kullanın:",
    "confirm-email": "{{brand}} için e-posta adresinizi onaylamak üzere bu kodu kullanın:",
    "change-email": "{{brand}} için yeni e-posta adresinizi onaylamak üzere bu kodu kullanın:",
    "reset-password": "{{brand}} şifrenizi sıfırlamak için bu kodu kullanın:",
    "delete-account": "{{brand}} hesabınızı silmek için bu kodu kullanın:",
    other: "{{brand}} üzerinde “{{purpose}}” için bu kodu kullanın:",
  },
  place: "İstendiği yer: {{place}}",
  validity: "Kod {{duration}} boyunca geçerlidir.",
  warning: "Kodu yalnızca {{host}} adresinde girin. Telefonla veya mesajla asla istemeyiz.",
  ignore: "Bu kodu siz istemediyseniz bu e-postayı dikkate almayın. Hiçbir şey olmaz.",
  units: {
    second: { one: "# saniye", other: "# saniye" },
    minute: { one: "# dakika", other: "# dakika" },
    hour: { one: "# saat", other: "# saat" },
  },
};
