# frozen_string_literal: true

require "json"
require_relative "../lib/nopass"

# Answers each line of standard input with one line.
class Executor
  NAMES = { "idempotencyKey" => :idempotency_key, "challengeId" => :challenge_id, "clientIp" => :client_ip,
            "knownDevice" => :known_device, "attemptId" => :attempt_id, "jwksUrl" => :jwks_url,
            "allowTest" => :allow_test, "maxRetries" => :max_retries }.freeze
  ACTIONS = { "client" => :open_client, "sendCode" => :send_code, "verifyCode" => :verify_code,
              "verifyReceipt" => :verify_receipt, "close" => :close }.freeze

  def serve
    $stdout.sync = true
    $stdin.each_line do |line|
      command = JSON.parse(line)
      puts JSON.generate({ id: command["id"] }.merge(result_of(command)))
    end
  end

  private

  def result_of(command)
    # Nobody is there to lose patience: the thread that calls waits for the answer.
    return { error: refusal("not_offered") } if command["cancelAfterMs"]

    { ok: method(ACTIONS.fetch(command["do"])).call(command) }
  rescue NoPass::Error => e
    violations = e.violations.map(&:to_h)
    { error: refusal(e.reason, ms(e.retry_after), e.attempts_left, e.challenge_id, violations) }
  rescue NoPass::ReceiptError => e
    { error: refusal(e.reason) }
  rescue StandardError => e
    warn e.full_message
    { error: refusal("fault") }
  end

  def refusal(reason, retry_after_ms = nil, attempts_left = nil, challenge_id = nil, violations = [])
    { reason: reason.to_s.upcase, retryAfterMs: retry_after_ms, attemptsLeft: attempts_left, challengeId: challenge_id,
      violations: }
  end

  def open_client(command)
    @client = NoPass::Client.new(url: command["url"], api_key: command["apiKey"], **seconds(command["options"] || {}))
    {}
  end

  def close(_command)
    @client&.close
    {}
  end

  def send_code(command)
    sent = @client.send_code(command["request"]["email"], **seconds(command["request"].except("email")), **limit(command))
    { challengeId: sent.challenge_id, expireTimeMs: ms(sent.expire_time), resendTimeMs: ms(sent.resend_time),
      codeLength: sent.code_length, codeAlphabet: sent.code_alphabet }
  end

  def verify_code(command)
    request = command["request"]
    rest = seconds(request.except("challengeId", "code"))
    proven = @client.verify_code(request["challengeId"], request["code"], **rest, **limit(command))
    { email: proven.email, purpose: proven.purpose, verifyTimeMs: ms(proven.verify_time), receipt: proven.receipt,
      receiptExpireTimeMs: ms(proven.receipt_expire_time), knownDevice: proven.known_device, test: proven.test }
  end

  def verify_receipt(command)
    verified = verified_by(command["receipt"], **seconds(command["options"]))
    { email: verified.email, purpose: verified.purpose, subject: verified.subject, id: verified.id,
      nonce: verified.nonce, test: verified.test }
  end

  # By the class that has a clock where one is given, and by the function else.
  def verified_by(receipt, now: nil, once: false, **options)
    options[:consume] = (@guard ||= NoPass::MemoryReplayGuard.new) if once
    return NoPass.verify_receipt(receipt, **options) unless now

    checks, trust = options.partition { |name, _| %i[purpose nonce consume].include?(name) }.map(&:to_h)
    NoPass::ReceiptVerifier.new(**trust, clock: -> { Time.at(now) }).verify(receipt, **checks)
  end

  def limit(command)
    seconds(command.slice("timeoutMs"))
  end

  # Ruby's names, and Ruby's seconds.
  def seconds(fields)
    fields.to_h do |name, value|
      next [name.delete_suffix("Ms").to_sym, value / 1000r] if name.end_with?("Ms")

      [NAMES.fetch(name, name.to_sym), value]
    end
  end

  def ms(seconds)
    seconds && (seconds.to_r * 1000).round
  end
end

Executor.new.serve
