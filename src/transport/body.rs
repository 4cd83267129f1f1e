//! Collects the body of a response in one buffer of the announced length. A body of a single chunk is not copied.

use bytes::{Bytes, BytesMut};

/// The maximum initial capacity of the buffer, in bytes. For a longer response the buffer grows while the bytes arrive.
const ANNOUNCED_CAPACITY: usize = 1024 * 1024;

/// The received part of a body, up to a limit.
#[derive(Debug)]
pub(crate) struct Body {
    arrived: Arrived,
    announced: usize,
    limit: usize,
}

#[derive(Debug)]
enum Arrived {
    /// A single chunk with the announced length. All other chunks are copied immediately, so that hyper can reuse the
    /// memory for the next chunk.
    Whole(Bytes),
    Chunks(BytesMut),
}

/// The error for a body that is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

impl Body {
    /// Creates an empty body. `announced` is the announced length in bytes, or 0 if no length was announced.
    pub(crate) fn new(announced: u64, limit: usize) -> Self {
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        Self { arrived: Arrived::Chunks(BytesMut::new()), announced, limit }
    }

    /// Adds the next chunk, or fails if the body becomes longer than the limit.
    pub(crate) fn push(&mut self, mut chunk: Bytes) -> Result<(), TooLong> {
        let room = self.limit - self.len();
        let within = if chunk.len() > room { Err(TooLong) } else { Ok(()) };
        chunk.truncate(room);
        match &mut self.arrived {
            Arrived::Chunks(chunks) if chunks.is_empty() && chunk.len() == self.announced => {
                self.arrived = Arrived::Whole(chunk);
            }
            Arrived::Chunks(chunks) => {
                if chunks.is_empty() {
                    chunks.reserve(self.announced.min(self.limit).min(ANNOUNCED_CAPACITY));
                }
                chunks.extend_from_slice(&chunk);
            }
            Arrived::Whole(first) => {
                let mut chunks = BytesMut::from(&first[..]);
                chunks.extend_from_slice(&chunk);
                self.arrived = Arrived::Chunks(chunks);
            }
        }
        within
    }

    /// Returns the received bytes.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self.arrived {
            Arrived::Whole(chunk) => chunk,
            Arrived::Chunks(chunks) => chunks.freeze(),
        }
    }

    fn len(&self) -> usize {
        match &self.arrived {
            Arrived::Whole(chunk) => chunk.len(),
            Arrived::Chunks(chunks) => chunks.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, TooLong};
    use bytes::Bytes;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_body_is_its_chunks_in_order_up_to_the_limit(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..6),
            announced in 0_u64..60,
            limit in 0_usize..60,
        ) {
            let whole = chunks.concat();
            let mut body = Body::new(announced, limit);
            let mut within = Ok(());
            for chunk in chunks {
                within = within.and(body.push(chunk.into()));
            }
            prop_assert_eq!(within, if whole.len() > limit { Err(TooLong) } else { Ok(()) });
            prop_assert_eq!(body.into_bytes(), &whole[..whole.len().min(limit)]);
        }
    }

    #[test]
    fn a_body_in_one_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![1, 2, 3]);
        let address = chunk.as_ptr();
        let mut body = Body::new(3, 10);
        body.push(chunk).unwrap();
        assert_eq!(body.into_bytes().as_ptr(), address);
    }

    #[test]
    fn an_announced_length_alone_allocates_nothing() {
        let body = Body::new(u64::MAX, usize::MAX);
        assert!(body.into_bytes().is_empty());
    }
}
