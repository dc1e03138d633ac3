//! The tree of a page: its nodes in source order, and who is whose. Knows nothing of how it is
//! built; that nobody changes it afterwards is what makes ids places in the source.

use super::build::build;
use super::kind::Kind;
use super::source::Tag;
use std::borrow::Cow;

/// A node of the tree, by its place in the source: parents come before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(pub(super) usize);

/// A page as a tree.
pub(super) struct Dom<'t> {
    nodes: Vec<Node<'t>>,
}

/// One node.
pub(super) struct Node<'t> {
    pub(super) content: Content<'t>,
    pub(super) parent: Option<Id>,
    pub(super) first: Option<Id>,
    pub(super) last: Option<Id>,
    pub(super) next: Option<Id>,
}

/// What a node is.
pub(super) enum Content<'t> {
    /// Text, its entities decoded.
    Text(Cow<'t, str>),
    Element(Element<'t>),
}

/// An element.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    pub(super) kind: Kind,
    /// `None` for the root and for what the page left out.
    pub(super) tag: Option<Tag<'t>>,
}

impl<'t> Element<'t> {
    /// The name as it is written.
    pub(super) fn name(&self) -> &'t str {
        self.tag.map_or("", |t| t.name)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'t, str>> {
        self.tag?.attribute(name)
    }
}

impl<'t> Dom<'t> {
    /// Reads the source of a page. Total.
    pub(super) fn read(source: &'t str) -> Dom<'t> {
        Dom { nodes: build(source) }
    }

    /// The node that holds all others.
    pub(super) fn root(&self) -> Id {
        Id(0)
    }

    /// How many nodes there are; ids count from zero.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes, parents before their children.
    pub(super) fn ids(&self) -> impl DoubleEndedIterator<Item = Id> + ExactSizeIterator {
        (0..self.nodes.len()).map(Id)
    }

    pub(super) fn content(&self, id: Id) -> &Content<'t> {
        &self.nodes[id.0].content
    }

    pub(super) fn element(&self, id: Id) -> Option<&Element<'t>> {
        match &self.nodes[id.0].content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    pub(super) fn kind(&self, id: Id) -> Option<Kind> {
        self.element(id).map(|e| e.kind)
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id.0].parent
    }

    pub(super) fn next(&self, id: Id) -> Option<Id> {
        self.nodes[id.0].next
    }

    pub(super) fn first(&self, id: Id) -> Option<Id> {
        self.nodes[id.0].first
    }

    /// The children of a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.first(id), |&child| self.next(child))
    }

    /// The node and what contains it, from the inside out.
    pub(super) fn around(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), |&node| self.parent(node))
    }

    /// The node and everything in it, in source order.
    pub(super) fn within(&self, id: Id) -> impl Iterator<Item = Id> {
        let end = self.end(id);
        (id.0..end).map(Id)
    }

    /// One past the last node inside `id`: they are numbered in source order.
    fn end(&self, id: Id) -> usize {
        let behind = self.around(id).find_map(|node| self.next(node));
        behind.map_or(self.nodes.len(), |next| next.0)
    }
}

impl Id {
    /// As an index.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_a_node_follows_it() {
        let dom = Dom::read("<div><p>甲<b>乙</b></p></div>丙");
        let div = dom.first(dom.root()).unwrap();
        assert_eq!(dom.within(div).count(), 5);
        assert_eq!(dom.within(dom.root()).count(), dom.len());
    }
}
