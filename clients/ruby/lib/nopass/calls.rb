# frozen_string_literal: true

require_relative "answer"
require_relative "error"
require_relative "http"
require_relative "refusal"

module NoPass
  # Calls the service over Connect, and again where that is safe.
  class Calls
    # Only what charged nothing, or is answered as the first time by its id. `delivery_unknown` is neither: the mail may
    # be on its way, and a second one would only confuse its reader.
    SAFE_TO_REPEAT = %i[unreachable store_unavailable overloaded delivery_failed].freeze
    FIRST_PAUSE = 0.1
    LONGEST_PAUSE = 2.0
    FAILURES = { lost: :unreachable, timeout: :timeout, too_long: :unknown }.freeze
    private_constant :SAFE_TO_REPEAT, :FIRST_PAUSE, :LONGEST_PAUSE, :FAILURES

    def initialize(url, api_key, max_retries, tls)
      @url = url
      @api_key = api_key
      @max_retries = max_retries
      @tls = tls
    end

    # Without the API key.
    def inspect
      "#<#{self.class}>"
    end

    # Tries until it succeeds, is refused for good, has used up the retries, or could not wait any longer.
    #
    # Waits for as long as the service asked, and longer by an amount that doubles and is left to chance ("full jitter"),
    # so that callers that failed together do not come back together.
    def call(method, body, secrets, timeout, &read)
      ends_at = now + timeout
      strike_out = strike_out([@api_key, *secrets])
      (0..).each do |retries|
        remaining = ends_at - now
        raise Error, :timeout unless remaining.positive?

        return attempt(method, body, remaining, strike_out, &read)
      rescue Error => e
        pause = (e.retry_after || 0) + (Random.rand * [LONGEST_PAUSE, FIRST_PAUSE * (2**retries)].min)
        is_hopeless = !SAFE_TO_REPEAT.include?(e.reason) || retries >= @max_retries
        raise if is_hopeless || pause >= ends_at - now

        sleep(pause)
      end
    end

    private

    def attempt(method, body, remaining, strike_out)
      response = Http.ask(request(method, body, remaining), remaining, @tls)
      return yield Answer.new(response.body) if response.status == 200 && response.json?

      raise Refusal.read(response, strike_out), cause: Fault.new("the service answered with status #{response.status}")
    rescue Http::Failure => e
      raise Error.new(FAILURES.fetch(e.kind)), cause: Fault.new(e.message)
    rescue Answer::Strange => e
      raise Error.new(:unknown), cause: Fault.new(e.message)
    end

    def request(method, body, remaining)
      headers = {
        "Authorization" => "Bearer #{@api_key}", "Content-Type" => "application/json", "Accept-Encoding" => "identity",
        "Connect-Protocol-Version" => "1", "Connect-Timeout-Ms" => (remaining * 1000).ceil.to_s,
        "User-Agent" => "nopass-ruby"
      }
      Net::HTTP::Post.new(URI("#{@url}/nopass.v1.NoPassService/#{method}"), headers).tap { |post| post.body = body }
    end

    def strike_out(secrets)
      # Striking out three digits would strike out half of every number, and hide nothing.
      long = secrets.compact.select { |secret| secret.size > 3 }.sort_by { |secret| -secret.size }
      pattern = Regexp.union(long.map { |secret| secret.encode(Encoding::UTF_8) })
      ->(text) { text.gsub(pattern, "[redacted]") }
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end
  end
  private_constant :Calls
end
