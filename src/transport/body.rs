//! An answer's body as it arrives: in one buffer of the length that was announced, or in the very piece that came where
//! that is all of it.

use bytes::{Bytes, BytesMut};

/// The largest buffer that is set aside because a server announces a long answer; beyond it the buffer grows as the
/// bytes arrive.
const ANNOUNCED_CAPACITY: usize = 1024 * 1024;

/// What has arrived of a body, up to a limit.
#[derive(Debug)]
pub(crate) struct Body {
    arrived: Arrived,
    announced: usize,
    limit: usize,
}

#[derive(Debug)]
enum Arrived {
    /// One piece that is as long as was announced. Any other is copied at once: the HTTP library reads the next one into
    /// the same memory then, and needs no more.
    Whole(Bytes),
    Pieces(BytesMut),
}

/// Says that a body is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

impl Body {
    /// Begins a body of an announced length, 0 where none was.
    pub(crate) fn new(announced: u64, limit: usize) -> Self {
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        Self { arrived: Arrived::Pieces(BytesMut::new()), announced, limit }
    }

    /// Takes the next piece, of which only what the limit leaves room for is kept.
    pub(crate) fn push(&mut self, mut piece: Bytes) -> Result<(), TooLong> {
        let room = self.limit - self.len();
        let within = if piece.len() > room { Err(TooLong) } else { Ok(()) };
        piece.truncate(room);
        match &mut self.arrived {
            Arrived::Pieces(pieces) if pieces.is_empty() && piece.len() == self.announced => {
                self.arrived = Arrived::Whole(piece);
            }
            Arrived::Pieces(pieces) => {
                if pieces.is_empty() {
                    pieces.reserve(self.announced.min(self.limit).min(ANNOUNCED_CAPACITY));
                }
                pieces.extend_from_slice(&piece);
            }
            Arrived::Whole(first) => {
                let mut pieces = BytesMut::from(&first[..]);
                pieces.extend_from_slice(&piece);
                self.arrived = Arrived::Pieces(pieces);
            }
        }
        within
    }

    /// Returns all of it.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self.arrived {
            Arrived::Whole(piece) => piece,
            Arrived::Pieces(pieces) => pieces.freeze(),
        }
    }

    fn len(&self) -> usize {
        match &self.arrived {
            Arrived::Whole(piece) => piece.len(),
            Arrived::Pieces(pieces) => pieces.len(),
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
        fn a_body_is_its_pieces_one_after_the_other_up_to_the_limit(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..6),
            announced in 0_u64..60,
            limit in 0_usize..60,
        ) {
            let whole = pieces.concat();
            let mut body = Body::new(announced, limit);
            let mut within = Ok(());
            for piece in pieces {
                within = within.and(body.push(piece.into()));
            }
            prop_assert_eq!(within, if whole.len() > limit { Err(TooLong) } else { Ok(()) });
            prop_assert_eq!(body.into_bytes(), &whole[..whole.len().min(limit)]);
        }
    }

    #[test]
    fn a_body_in_one_piece_is_not_copied() {
        let piece = Bytes::from(vec![1, 2, 3]);
        let place = piece.as_ptr();
        let mut body = Body::new(3, 10);
        body.push(piece).unwrap();
        assert_eq!(body.into_bytes().as_ptr(), place);
    }

    #[test]
    fn a_length_that_is_only_announced_takes_no_memory() {
        let body = Body::new(u64::MAX, usize::MAX);
        assert!(body.into_bytes().is_empty());
    }
}
