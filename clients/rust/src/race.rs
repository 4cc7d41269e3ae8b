use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Does the work, or is `None` as soon as `end` is over.
pub(crate) async fn race<T>(end: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    let mut end = pin!(end);
    let mut work = pin!(work);
    poll_fn(|context| match end.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => work.as_mut().poll(context).map(Some),
    })
    .await
}
