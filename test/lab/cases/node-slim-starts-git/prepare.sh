#!/bin/sh
set -e
git init -q data
cd data
git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first
