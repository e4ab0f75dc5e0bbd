from django.urls import path

from . import views

urlpatterns = [path("", views.index), path("hour/", views.hour), path("database/", views.database)]
