# frozen_string_literal: true

require "json"
require "time"

module NoPass
  # Reads the JSON of an answer. A default is left out on the wire; what has another type is not understood.
  class Answer
    class Strange < StandardError; end

    INSTANT = /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)\z/
    private_constant :INSTANT

    def self.to_sent(answer)
      # A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
      alphabet = answer.text("codeAlphabet") == "CODE_ALPHABET_DIGITS" ? :digits : :base32
      SendCodeResponse.new(
        challenge_id: answer.text("challengeId"), expire_time: answer.instant("expireTime"),
        resend_time: answer.instant("resendTime"), code_length: answer.count("codeLength"), code_alphabet: alphabet
      ).freeze
    end

    def self.to_proven(answer)
      VerifyCodeResponse.new(
        email: answer.text("email"), purpose: answer.text("purpose"), verify_time: answer.instant("verifyTime"),
        receipt: answer.text("receipt"), receipt_expire_time: answer.instant("receiptExpireTime"),
        known_device: answer.text("knownDevice"), test: answer.flag("test")
      ).freeze
    end

    def initialize(json)
      @fields = JSON.parse(json, max_nesting: 32)
      raise Strange, "the answer is no JSON object" unless @fields.is_a?(Hash)
    rescue JSON::ParserError, EncodingError
      raise Strange, "the answer is no JSON", cause: nil
    end

    def text(name)
      read(name, "") { |value| value.is_a?(String) }
    end

    def count(name)
      read(name, 0) { |value| value.is_a?(Integer) }
    end

    def flag(name)
      read(name, false) { |value| [true, false].include?(value) }
    end

    def instant(name)
      text = text(name)
      raise strange(name) unless text.match?(INSTANT)

      Time.iso8601(text)
    rescue ArgumentError
      raise strange(name), cause: nil
    end

    private

    def read(name, default)
      value = @fields[name]
      value = default if value.nil?
      yield(value) ? value : raise(strange(name))
    end

    def strange(name)
      Strange.new("the answer's #{name} is missing or of another type")
    end
  end
  private_constant :Answer
end
