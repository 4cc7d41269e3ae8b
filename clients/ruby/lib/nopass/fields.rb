# frozen_string_literal: true

require "json"
require "securerandom"

module NoPass
  # Puts what callers give on the wire's terms. No message shows a value.
  module Fields
    LONGEST_TIMEOUT = 86_400
    LONGEST_DURATION = 315_576_000_000
    private_constant :LONGEST_TIMEOUT, :LONGEST_DURATION

    module_function

    # Said here without the text: a key with a line break from a file would fail deep in the HTTP client.
    def api_key(text)
      raise ArgumentError, "api_key is missing" unless text.is_a?(String) && !text.empty?
      raise ArgumentError, "api_key contains white space or a character beyond ASCII" if text.b.match?(/[^\x21-\x7e]/n)
      raise ArgumentError, "api_key does not start with np_" unless text.start_with?("np_")

      text.dup.freeze
    end

    def timeout(seconds)
      return seconds.to_f if seconds.is_a?(Numeric) && seconds.positive? && seconds <= LONGEST_TIMEOUT

      raise ArgumentError, "timeout must be above 0 and at most #{LONGEST_TIMEOUT} seconds"
    end

    # 128 bits of chance as 22 characters of base64url, where the caller gave none.
    def id_or(given)
      given.nil? || given == "" ? SecureRandom.urlsafe_base64(16) : given
    end

    # Writes a google.protobuf.Duration, to the millisecond.
    def duration(seconds)
      raise ArgumentError, "ttl must be a number of seconds" unless seconds.is_a?(Numeric) && seconds.abs <= LONGEST_DURATION

      ms = (seconds * 1000).round
      format("%s%d.%03ds", ms.negative? ? "-" : "", *ms.abs.divmod(1000))
    end

    # A code that is a number has lost its leading zeros.
    def encode(texts, others)
      texts.each { |name, text| raise TypeError, "#{name} must be a String" unless text.nil? || text.is_a?(String) }
      texts = texts.compact.transform_values { |text| text.encode(Encoding::UTF_8) }
      return JSON.generate(texts.merge(others.compact)) if texts.values.all?(&:valid_encoding?)

      raise ArgumentError, "a field is not UTF-8"
    rescue EncodingError
      raise ArgumentError, "a field is not UTF-8", cause: nil
    end
  end
  private_constant :Fields
end
