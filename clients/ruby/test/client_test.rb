# frozen_string_literal: true

require_relative "support"

class ClientTest < Minitest::Test
  KEY = "np_test_sk_abc_secret"

  def teardown
    @fake&.close
  end

  def client(*answers, **options)
    @fake = FakeNoPass.new(*answers)
    NoPass::Client.new(url: @fake.url, api_key: KEY, **options)
  end

  def refused(&block)
    assert_raises(NoPass::Error, &block)
  end

  def test_a_code_is_sent_with_the_key_and_an_id
    sent = client(SENT).send_code("ada@example.com", ttl: 90.5)
    assert_equal ["nc1_challenge", 6, :digits], [sent.challenge_id, sent.code_length, sent.code_alphabet]
    assert_equal Time.utc(2026, 6, 1, 12, 5, 0.25r), sent.expire_time
    asked = @fake.asked.first
    assert_equal "/nopass.v1.NoPassService/SendCode", asked.path
    assert_equal "Bearer #{KEY}", asked.headers["authorization"]
    body = JSON.parse(asked.body)
    assert_equal "90.500s", body["ttl"]
    assert_match(/\A[\w-]{22}\z/, body["idempotencyKey"])
  end

  def test_a_right_code_proves_the_mailbox
    proven = client(PROVEN).verify_code("nc1_challenge", "012345")
    assert_equal ["ada@example.com", false], [proven.email, proven.test]
  end

  def test_a_wrong_code_says_how_many_are_left
    error = refused { client(refusal("permission_denied", "CODE_REJECTED", attempts_left: "2")).verify_code("nc1_c", "1") }
    assert_equal [:code_rejected, 2], [error.reason, error.attempts_left]
    assert_equal 1, @fake.asked.size
  end

  def test_a_lost_answer_is_asked_for_again_with_the_same_id
    client(nil, refusal("unavailable", "STORE_UNAVAILABLE"), SENT).send_code("ada@example.com")
    assert_equal 3, @fake.asked.size
    assert_equal 1, @fake.asked.map(&:body).uniq.size
  end

  def test_a_service_with_too_many_calls_is_asked_again_after_its_wait
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    client(refusal("unavailable", "OVERLOADED", {}, retry_info(1)), SENT).send_code("ada@example.com")
    assert_operator Process.clock_gettime(Process::CLOCK_MONOTONIC) - started, :>=, 1
    assert_equal [2, 1], [@fake.asked.size, @fake.asked.map(&:body).uniq.size]
  end

  def test_a_mail_that_may_arrive_is_not_sent_again
    error = refused { client(refusal("unavailable", "DELIVERY_UNKNOWN", challenge_id: "nc1_x")).send_code("a@example.com") }
    assert_equal [:delivery_unknown, "nc1_x", 1], [error.reason, error.challenge_id, @fake.asked.size]
  end

  def test_a_wait_that_does_not_fit_into_the_deadline_is_reported_at_once
    answer = refusal("unavailable", "DELIVERY_FAILED", {}, retry_info(60))
    error = refused { client(answer).send_code("ada@example.com") }
    assert_equal [:delivery_failed, 60.0, 1], [error.reason, error.retry_after, @fake.asked.size]
  end

  def test_fields_that_break_their_rule_are_listed_without_their_values
    bad = ["google.rpc.BadRequest", field(1, field(1, "email") + field(2, "not like nobody"))]
    error = refused { client(refusal("invalid_argument", "REQUEST_INVALID", {}, bad)).send_code("nobody") }
    assert_equal [{ field: "email", description: "not like [redacted]" }], error.violations.map(&:to_h)
  end

  def test_what_is_no_answer_of_the_service_is_told_apart
    assert_equal :unreachable, refused { client([502, "<html>"], max_retries: 0).send_code("a@example.com") }.reason
    assert_equal :unknown, refused { client([200, "<html>"]).send_code("a@example.com") }.reason
    assert_equal :unknown, refused { client([302, "", { "Location" => "/" }]).send_code("a@example.com") }.reason
  end

  def test_the_deadline_holds_over_a_silent_service
    silent = TCPServer.new("127.0.0.1", 0)
    no_pass = NoPass::Client.new(url: "http://127.0.0.1:#{silent.addr[1]}", api_key: KEY, timeout: 0.2)
    assert_equal :timeout, refused { no_pass.send_code("ada@example.com") }.reason
  end

  def test_the_key_is_not_shown
    no_pass = client(SENT)
    refute_includes no_pass.inspect + no_pass.to_s, "secret"
    assert_raises(TypeError) { Marshal.dump(no_pass) }
    error = assert_raises(ArgumentError) { NoPass::Client.new(url: @fake.url, api_key: "#{KEY}\n") }
    refute_includes error.message, "secret"
  end

  def test_answers_show_nothing_that_a_log_should_not_keep
    sent = client(SENT).send_code("ada@example.com")
    proven = client(PROVEN).verify_code("nc1_c", "012345")
    [sent, proven].each do |answer|
      shown = [answer.inspect, answer.to_s, *capture_io { pp answer }].join
      assert_includes shown, answer.class.name
      answer.to_h.slice(:challenge_id, :email, :receipt, :known_device).each_value { |secret| refute_includes shown, secret }
    end
  end

  def test_a_code_that_is_a_number_is_a_fault
    assert_raises(TypeError) { client(PROVEN).verify_code("nc1_c", 12_345) }
  end

  def test_a_closed_client_is_closed
    no_pass = client(SENT)
    no_pass.close
    assert_equal :canceled, refused { no_pass.send_code("ada@example.com") }.reason
  end
end
