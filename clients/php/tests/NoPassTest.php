<?php

declare(strict_types=1);

namespace NoPass\Tests;

use NoPass\CodeAlphabet;
use NoPass\NoPass;
use NoPass\NoPassException;
use NoPass\Reason;
use NoPass\Violation;
use PHPUnit\Framework\TestCase;

final class NoPassTest extends TestCase
{
    private const KEY = 'np_test_sk_abc_secret';

    private ?FakeNoPass $fake = null;

    protected function tearDown(): void
    {
        $this->fake?->close();
        $this->fake = null;
    }

    private function client(array ...$answers): NoPass
    {
        $this->fake = new FakeNoPass($answers);
        return new NoPass($this->fake->url, self::KEY);
    }

    private static function refused(callable $call): NoPassException
    {
        try {
            $call();
        } catch (NoPassException $refusal) {
            return $refusal;
        }
        self::fail('the call succeeded');
    }

    public function testACodeIsSentWithTheKeyAndAnId(): void
    {
        $sent = $this->client(Answers::sent())->sendCode('ada@example.com', ttlSeconds: 90.5);
        self::assertSame(['nc1_challenge', 6, CodeAlphabet::Digits], [$sent->challengeId, $sent->codeLength, $sent->codeAlphabet]);
        self::assertSame('2026-06-01 12:05:00.250', $sent->expireTime->format('Y-m-d H:i:s.v'));
        [$asked] = $this->fake->asked();
        self::assertSame('/nopass.v1.NoPassService/SendCode', $asked['path']);
        self::assertSame('Bearer ' . self::KEY, $asked['key']);
        $body = json_decode($asked['body'], true);
        self::assertSame('90.500s', $body['ttl']);
        self::assertMatchesRegularExpression('/\A[\w-]{22}\z/', $body['idempotencyKey']);
    }

    public function testAWrongCodeSaysHowManyAreLeft(): void
    {
        $noPass = $this->client(Answers::refusal('permission_denied', 'CODE_REJECTED', ['attempts_left' => '2']));
        $refusal = self::refused(fn () => $noPass->verifyCode('nc1_c', '1'));
        self::assertSame([Reason::CodeRejected, 2], [$refusal->reason, $refusal->attemptsLeft]);
        self::assertCount(1, $this->fake->asked());
    }

    public function testALostCallIsRepeatedWithTheSameId(): void
    {
        $lost = ['status' => 502, 'body' => '<html>'];
        $this->client($lost, Answers::refusal('unavailable', 'STORE_UNAVAILABLE'), Answers::sent())->sendCode('ada@example.com');
        $bodies = array_column($this->fake->asked(), 'body');
        self::assertCount(3, $bodies);
        self::assertCount(1, array_unique($bodies));
    }

    public function testAServiceWithTooManyCallsIsAskedAgainAfterItsWait(): void
    {
        $retryInfo = Answers::field(1, "\x08\x01");
        $overloaded = Answers::refusal('unavailable', 'OVERLOADED', [], ['google.rpc.RetryInfo' => $retryInfo]);
        $started = hrtime(true);
        $this->client($overloaded, Answers::sent())->sendCode('ada@example.com');
        self::assertGreaterThanOrEqual(1e9, hrtime(true) - $started);
        $bodies = array_column($this->fake->asked(), 'body');
        self::assertCount(2, $bodies);
        self::assertCount(1, array_unique($bodies));
    }

    public function testAMailThatMayArriveIsNotSentAgain(): void
    {
        $noPass = $this->client(Answers::refusal('unavailable', 'DELIVERY_UNKNOWN', ['challenge_id' => 'nc1_x']));
        $refusal = self::refused(fn () => $noPass->sendCode('ada@example.com'));
        self::assertSame([Reason::DeliveryUnknown, 'nc1_x'], [$refusal->reason, $refusal->challengeId]);
        self::assertCount(1, $this->fake->asked());
    }

    public function testAWaitThatDoesNotFitIsReportedAtOnce(): void
    {
        $retryInfo = Answers::field(1, "\x08\x3c");
        $noPass = $this->client(Answers::refusal('unavailable', 'DELIVERY_FAILED', [], ['google.rpc.RetryInfo' => $retryInfo]));
        $refusal = self::refused(fn () => $noPass->sendCode('ada@example.com'));
        self::assertSame([Reason::DeliveryFailed, 60.0], [$refusal->reason, $refusal->retryAfterSeconds]);
        self::assertCount(1, $this->fake->asked());
    }

    public function testFieldsThatBreakTheirRuleAreListedWithoutTheirValues(): void
    {
        $bad = Answers::field(1, Answers::field(1, 'email') . Answers::field(2, 'not like nobody'));
        $noPass = $this->client(Answers::refusal('invalid_argument', 'REQUEST_INVALID', [], ['google.rpc.BadRequest' => $bad]));
        $refusal = self::refused(fn () => $noPass->sendCode('nobody'));
        self::assertEquals([new Violation('email', 'not like [redacted]')], $refusal->violations);
    }

    public function testAPageIsNoAnswer(): void
    {
        $noPass = $this->client(['status' => 200, 'body' => '<html>']);
        self::assertSame(Reason::Unknown, self::refused(fn () => $noPass->sendCode('ada@example.com'))->reason);
    }

    public function testTheDeadlineHoldsOverASlowService(): void
    {
        $noPass = $this->client(['waitSeconds' => 1] + Answers::sent());
        $refusal = self::refused(fn () => $noPass->sendCode('ada@example.com', timeoutSeconds: 0.2));
        self::assertSame(Reason::Timeout, $refusal->reason);
    }

    public function testNoSecretIsShown(): void
    {
        $noPass = $this->client(['status' => 500, 'body' => 'oops']);
        $refusal = self::refused(fn () => $noPass->sendCode('ada@example.com'));
        $shown = print_r($noPass, true) . var_export($noPass, true) . $refusal;
        self::assertStringNotContainsString('secret', $shown);
        self::assertStringNotContainsString('ada@', $shown);
    }

    public function testAnswersShowNothingThatALogShouldNotKeep(): void
    {
        $noPass = $this->client(Answers::sent(), Answers::proven());
        $answers = [$noPass->sendCode('ada@example.com'), $noPass->verifyCode('nc1_challenge', '012345')];
        ob_start();
        var_dump($answers);
        $shown = ob_get_clean() . print_r($answers, true);
        self::assertStringContainsString('sign-in', $shown);
        foreach (['nc1_challenge', 'ada@', 'a.b.c', 'nd1_device'] as $secret) {
            self::assertStringNotContainsString($secret, $shown);
        }
    }

    public function testAKeyWithALineBreakIsRefused(): void
    {
        $this->expectExceptionMessage('apiKey contains white space');
        new NoPass('https://nopass.example.com', self::KEY . "\n");
    }

    public function testAClosedClientIsClosed(): void
    {
        $noPass = new NoPass('https://nopass.example.com', self::KEY);
        $noPass->close();
        self::assertSame(Reason::Canceled, self::refused(fn () => $noPass->sendCode('ada@example.com'))->reason);
    }
}
