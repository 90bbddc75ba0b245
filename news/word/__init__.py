"""Stories from Word documents (.docx).

A process of its own reads the document (`process`, which must not need Django): what is in one may
make a parser slow or hungry. The rest makes blocks, photos and the draft of what it answers.
"""
