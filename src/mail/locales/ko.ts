import type { Messages } from "./messages.ts";

export const ko: Messages = {
  dir: "ltr",
  subject: "{{code}} - {{brand}} 인증 코드",
  title: "{{brand}} 인증 코드",
  preview: "{{duration}} 동안 {{host}}에서만 유효합니다.",
  intros: {
    "sign-in": "{{brand}}에 로그인하려면 아래 코드를 입력하세요.",
    "sign-up": "{{brand}} 계정을 만들려면 아래 코드를 입력하세요.",
    "confirm-email": "{{brand}}에서 이메일 주소를 확인하려면 아래 코드를 입력하세요.",
    "change-email": "{{brand}}에서 새 이메일 주소를 확인하려면 아래 코드를 입력하세요.",
    "reset-password": "{{brand}} 비밀번호를 재설정하려면 아래 코드를 입력하세요.",
    "delete-account": "{{brand}} 계정을 삭제하려면 아래 코드를 입력하세요.",
    other: "{{brand}}에서 ‘{{purpose}}’ 작업을 하려면 아래 코드를 입력하세요.",
  },
  place: "요청 위치: {{place}}",
  validity: "이 코드는 {{duration}} 동안 유효합니다.",
  warning: "코드는 {{host}}에서만 입력하세요. 전화나 메시지로 코드를 요청하지 않습니다.",
  ignore: "코드를 요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 아무 일도 일어나지 않습니다.",
  units: {
    second: { other: "#초" },
    minute: { other: "#분" },
    hour: { other: "#시간" },
  },
};
