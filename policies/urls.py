"""Pages of the contract."""

from django.urls import path

from .views import books, developer
from .views.new_policy import NewPolicyView
from .views.policy import policies, policy

app_name = "policies"
urlpatterns = [
    path("console/books/", books.books, name="books"),
    path("console/books/template/", books.book_template, name="book_template"),
    path("console/books/<int:pk>/", books.book, name="book"),
    path("console/books/<int:pk>/marked/", books.book_marked, name="book_marked"),
    path("console/policies/", policies, name="policies"),
    path("console/policies/new/", NewPolicyView.as_view(), name="new"),
    path("console/policies/<int:pk>/", policy, name="policy"),
    path("developer/policies/", developer.policies, name="developer_policies"),
    path("developer/policies/<int:pk>/", developer.policy, name="developer_policy"),
]
