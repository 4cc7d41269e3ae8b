<?php

declare(strict_types=1);

namespace NoPass\Tests;

use NoPass\Receipt\MemoryKeyCache;
use NoPass\Receipt\ReceiptVerifier;
use NoPass\Receipt\VerifiedReceipt;
use NoPass\Tests\Psr\Request;
use NoPass\Tests\Psr\RequestHandlerInterface;
use NoPass\Tests\Psr\Response;
use NoPass\Tests\Psr\ResponseInterface;
use NoPass\Tests\Psr\Responses;
use NoPass\Tests\Psr\ServerRequestInterface;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Psr.php';

/** That of a sign-in is run with the installed package: test/packages. */
final class ReadmeTest extends TestCase
{
    private const REFUSED = [
        401,
        ['Content-Type' => 'application/json', 'Cache-Control' => 'no-store', 'WWW-Authenticate' => 'Bearer'],
        '{"error":"receipt_refused"}',
    ];

    private ?FakeNoPass $fake = null;

    protected function tearDown(): void
    {
        $this->fake?->close();
        $this->fake = null;
    }

    public function testEveryExampleIsPhp(): void
    {
        $blocks = Readme::blocks();
        foreach ($blocks as $block) {
            // Throws a ParseError where it is not.
            token_get_all("<?php $block", TOKEN_PARSE);
        }
        self::assertGreaterThan(2, count($blocks));
    }

    public function testTheMiddlewareLetsInByReceiptAndSession(): void
    {
        $signer = new SignedReceipts();
        $this->fake = new FakeNoPass([['status' => 200, 'body' => ['keys' => [$signer->jwk]]]]);
        $show = $this->shown("{$this->fake->url}/jwks.json");
        $bearer = 'Bearer ' . $signer->receipt(['nonce' => 'n-1']);

        self::assertSame([200, [], 'ada@example.com'], $show($bearer, 'n-1'));
        self::assertSame([200, [], 'ada@example.com'], $show(strtolower('Bearer') . substr($bearer, 6), 'n-1'));
        foreach ([[$bearer, 'n-2'], [$bearer, null], ['', 'n-1'], [substr($bearer, 7), 'n-1'], ["$bearer\n", 'n-1']] as $given) {
            self::assertSame(self::REFUSED, $show(...$given));
        }
    }

    public function testTheMiddlewareAsksToComeBackWhileTheKeysCannotBeHad(): void
    {
        $show = $this->shown('http://127.0.0.1:1/jwks.json');
        self::assertSame([
            503,
            ['Content-Type' => 'application/json', 'Cache-Control' => 'no-store', 'Retry-After' => '5'],
            '{"error":"receipt_keys_unavailable"}',
        ], $show('Bearer ' . (new SignedReceipts())->receipt(), null));
    }

    /** @return \Closure(string, ?string): array{int, array<string, string>, string} how a page behind it answers */
    private function shown(string $jwksUrl): \Closure
    {
        $verifier = new ReceiptVerifier(
            SignedReceipts::ISSUER,
            'acme',
            $jwksUrl,
            keyCache: new MemoryKeyCache(),
            now: static fn () => (float) SignedReceipts::NOON,
        );
        $page = new class implements RequestHandlerInterface {
            public function handle(ServerRequestInterface $request): ResponseInterface
            {
                $response = new Response(200);
                $response->getBody()->write($request->attributes[VerifiedReceipt::class]->email);
                return $response;
            }
        };
        $middleware = self::middleware();
        return static function (string $authorization, ?string $nonce) use ($middleware, $verifier, $page): array {
            $guard = new $middleware($verifier, new Responses(), static fn () => ['nonce' => $nonce]);
            $response = $guard->process(new Request($authorization), $page);
            return [$response->status, $response->headers, $response->body->text];
        };
    }

    /** Makes the class as it stands in README.md, with what a program would import. */
    private static function middleware(): string
    {
        if (!class_exists(\ReadmeExample\RequireReceipt::class, false)) {
            [$example] = array_values(preg_grep('/class RequireReceipt/', Readme::blocks()));
            eval('namespace ReadmeExample;
                use Closure;
                use NoPass\Receipt\{ReceiptException, ReceiptReason, ReceiptVerifier, VerifiedReceipt};
                use NoPass\Tests\Psr\{MiddlewareInterface, RequestHandlerInterface, ResponseFactoryInterface};
                use NoPass\Tests\Psr\{ResponseInterface, ServerRequestInterface};
                ' . $example);
        }
        return \ReadmeExample\RequireReceipt::class;
    }
}
